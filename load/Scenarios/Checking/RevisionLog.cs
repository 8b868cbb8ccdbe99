namespace SyncServer.Load.Scenarios.Checking;

/// <summary>Reads which save wrote each version of a document (docs/protocol.md, section 6, <c>revisions</c>).</summary>
internal static class RevisionLog
{
    private const int Together = 8;

    /// <summary>Reads the revisions of documents.</summary>
    /// <returns>For each path, the sequences of the saves that wrote its versions, oldest first.</returns>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<long>>> ReadAsync(Stage stage, IReadOnlyList<string> documents)
    {
        var reader = await stage.PersonAsync("Auditor");
        var logs = new Dictionary<string, IReadOnlyList<long>>(StringComparer.Ordinal);
        foreach (var some in documents.Chunk(Together))
        {
            var read = await Task.WhenAll(some.Select(document => ReadAsync(reader, document)));
            foreach (var (document, log) in some.Zip(read))
            {
                logs[document] = log;
            }
        }

        return logs;
    }

    private static async Task<IReadOnlyList<long>> ReadAsync(Person reader, string document)
    {
        var sequences = new List<long>();
        long? before = null;
        do
        {
            var page = await reader.GetAsync($"{document}/revisions?limit=1000{(before is null ? "" : $"&before={before}")}");
            if (page is not { } json)
            {
                break;
            }

            sequences.AddRange(json.GetProperty("items").EnumerateArray().Select(revision => revision.GetProperty("sequence").GetInt64()));
            before = json.GetProperty("next").GetString() is { } next ? long.Parse(next) : null;
        }
        while (before is not null);

        sequences.Reverse();
        return sequences;
    }
}
