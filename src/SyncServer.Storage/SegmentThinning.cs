using SyncServer.Core.History;
using SyncServer.Core.Merging;

namespace SyncServer.Storage;

/// <summary>
/// What thinning does to one segment: the rows whose pointer names one snapshot. Pointers stay as they are. Whoever holds one (a newer row,
/// the writer's memory, the row of the document) reads from it in the order of versions, so it is good as long as the first row that is
/// there at or after it is a whole snapshot.
/// </summary>
/// <param name="Gone">The versions that go.</param>
/// <param name="Rewritten">The versions that stay but lean on one that goes, with their new payloads.</param>
internal sealed record SegmentThinning(IReadOnlyList<long> Gone, IReadOnlyList<(long Version, Payload Payload)> Rewritten)
{
    /// <summary>Plans the thinning of a segment; null where nothing goes, as in most segments.</summary>
    /// <param name="segment">The versions of the segment, oldest first.</param>
    /// <param name="next">The version after the segment, if any.</param>
    /// <param name="policy">The policy of the collection.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="referred">Reads the versions that conflicts on record and session records refer to.</param>
    /// <param name="payloads">Reads the payloads of the segment, oldest first.</param>
    public static async Task<SegmentThinning?> PlanAsync(
        IReadOnlyList<HistoryLine> segment, HistoryLine? next, HistoryPolicy policy, DateTimeOffset now,
        Func<Task<IReadOnlySet<long>>> referred, Func<Task<List<(long Version, Payload Payload)>>> payloads)
    {
        IReadOnlyList<HistoryLine> lines = next is { } follower ? [.. segment, follower] : segment;
        if (Thinning.Keep(lines, policy, now, new HashSet<long>()).Count == lines.Count)
        {
            return null;
        }

        var kept = Thinning.Keep(lines, policy, now, await referred());
        return kept.Count == lines.Count ? null : Of(await payloads(), kept);
    }

    private static SegmentThinning Of(IReadOnlyList<(long Version, Payload Payload)> rows, IReadOnlySet<long> kept)
    {
        var gone = new List<long>();
        var rewritten = new List<(long, Payload)>();
        // The rows since the last one that stays, which go.
        var gap = new List<Payload>();
        byte[] content = [];
        byte[]? before = null;
        foreach (var (version, payload) in rows)
        {
            content = payload.Apply(content);
            if (!kept.Contains(version))
            {
                gone.Add(version);
                gap.Add(payload);
                continue;
            }

            if (gap.Count > 0)
            {
                rewritten.Add((version, before is null ? new Payload(0, 0, content) : Smaller(Splice.Between(before, content), Payload.Join(gap.Append(payload)))));
                gap.Clear();
            }

            before = content;
        }

        return new SegmentThinning(gone, rewritten);
    }

    private static Payload Smaller(Payload one, Payload other) => one.Bytes.Length <= other.Bytes.Length ? one : other;
}
