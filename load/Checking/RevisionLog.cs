using System.Text.Json;
using SyncServer.Load.Clients;
using SyncServer.Load.Running;

namespace SyncServer.Load.Checking;

/// <summary>One version of a document, as the server logged it.</summary>
/// <param name="Sequence">The sequence of the save that wrote it, which identifies the save; 0 if it was written without one.</param>
/// <param name="Merged">Whether it was merged, and so contains what its client had not read.</param>
internal readonly record struct LoggedVersion(long Sequence, bool Merged = false);

/// <summary>Reads which save wrote each version of a document (docs/protocol.md, section 6, <c>revisions</c>).</summary>
internal static class RevisionLog
{
    private const int Together = 8;

    /// <summary>Reads the revisions of documents.</summary>
    /// <returns>The versions of each path, oldest first; documents whose revisions could not be read are left out and are violations.</returns>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<LoggedVersion>>> ReadAsync(Stage stage, IReadOnlyList<string> documents)
    {
        var logs = new Dictionary<string, IReadOnlyList<LoggedVersion>>(StringComparer.Ordinal);
        foreach (var some in documents.Chunk(Together))
        {
            var read = await Task.WhenAll(some.Select(document => ReadAsync(stage.Auditor, document)));
            foreach (var (document, (log, failure)) in some.Zip(read))
            {
                if (failure is null)
                {
                    logs[document] = log;
                }
                else
                {
                    stage.Traffic.Violation($"The revisions of a document could not be read: {failure}.");
                }
            }
        }

        return logs;
    }

    private static async Task<(IReadOnlyList<LoggedVersion> Log, string? Failure)> ReadAsync(Person reader, string document)
    {
        var log = new List<LoggedVersion>();
        long? before = null;
        do
        {
            var page = await reader.ReadAsync($"{document}/revisions?limit=1000{(before is null ? "" : $"&before={before}")}");
            if (page.Status is 404)
            {
                break;
            }

            if (!page.Succeeded)
            {
                return ([], page.ToOutcome(lossy: false).Code);
            }

            try
            {
                using var json = JsonDocument.Parse(page.Body);
                foreach (var revision in json.RootElement.GetProperty("items").EnumerateArray())
                {
                    log.Add(new LoggedVersion(
                        revision.GetProperty("sequence") is { ValueKind: JsonValueKind.Number } sequence ? sequence.GetInt64() : 0,
                        revision.TryGetProperty("outcome", out var outcome) && outcome.ValueEquals("merged")));
                }

                before = json.RootElement.GetProperty("next").GetString() is { } next ? long.Parse(next) : null;
            }
            catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                return ([], "the response is malformed");
            }
        }
        while (before is not null);

        log.Reverse();
        return (log, null);
    }
}
