using SyncServer.Load.Running;

namespace SyncServer.Load.Checking;

/// <summary>Deletes the documents of a run on a server that was not started for it.</summary>
internal static class CleanUp
{
    private const int Together = 8;

    /// <summary>Deletes the documents. Their versions stay in the history until the server thins or erases them.</summary>
    /// <returns>How many could not be deleted.</returns>
    public static async Task<int> RunAsync(Stage stage)
    {
        var left = 0;
        await Parallel.ForEachAsync(
            stage.Traffic.Saves.Select(save => save.Document).Distinct(StringComparer.Ordinal).ToList(),
            new ParallelOptions { MaxDegreeOfParallelism = Together },
            async (document, _) =>
            {
                var head = await stage.Auditor.ReadAsync(document);
                var isGone = head.Status is 404 or 410 || (head is { Succeeded: true, ETag: { } etag } && (await stage.Auditor.DeleteAsync(document, etag)).Succeeded);
                if (!isGone)
                {
                    Interlocked.Increment(ref left);
                }
            });
        return left;
    }
}
