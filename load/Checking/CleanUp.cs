using SyncServer.Load.Running;

namespace SyncServer.Load.Checking;

/// <summary>Deletes the documents of a run on a server that was not started for it.</summary>
internal static class CleanUp
{
    private const int Together = 8;

    // A server that does not respond any more must not keep the program from ending.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Deletes the documents. Their versions stay in the history until the server thins or erases them.</summary>
    /// <returns>How many could not be deleted.</returns>
    public static async Task<int> RunAsync(Stage stage)
    {
        var documents = stage.Traffic.Saves.Select(save => save.Document).Distinct(StringComparer.Ordinal).ToList();
        var left = documents.Count;
        using var limit = new CancellationTokenSource(Limit);
        await Parallel.ForEachAsync(
            documents,
            new ParallelOptions { MaxDegreeOfParallelism = Together },
            async (document, _) =>
            {
                if (limit.IsCancellationRequested)
                {
                    return;
                }

                var head = await stage.Auditor.ReadAsync(document);
                var isGone = head.Status is 404 or 410 || (head is { Succeeded: true, ETag: { } etag } && (await stage.Auditor.DeleteAsync(document, etag)).Succeeded);
                if (isGone)
                {
                    Interlocked.Decrement(ref left);
                }
            });
        return left;
    }
}
