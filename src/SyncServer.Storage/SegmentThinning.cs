using SyncServer.Core.History;
using SyncServer.Core.Merging;

namespace SyncServer.Storage;

/// <summary>
/// The thinning of one segment, which is all rows that refer to one snapshot. The references do not change: newer rows, caches and the row of the document
/// keep them and read from there in the order of versions. So the first row that is left at or after the snapshot must be a whole snapshot.
/// </summary>
/// <param name="Removed">The versions to remove.</param>
/// <param name="Rewritten">The versions that are kept and follow a removed one, with their new payloads.</param>
internal sealed record SegmentThinning(IReadOnlyList<long> Removed, IReadOnlyList<(long Version, Payload Payload)> Rewritten)
{
    /// <summary>Plans the thinning of a segment; null if nothing is removed, as in most segments.</summary>
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
        return kept.Count == lines.Count ? null : Of(await payloads(), kept.Contains, erases: false);
    }

    /// <summary>The removal of one version from a segment. What is rewritten contains only bytes of versions that are kept.</summary>
    /// <param name="rows">The payloads of the segment, oldest first.</param>
    /// <param name="erased">The version to remove.</param>
    public static SegmentThinning Without(IReadOnlyList<(long Version, Payload Payload)> rows, long erased) => Of(rows, version => version != erased, erases: true);

    private static SegmentThinning Of(IReadOnlyList<(long Version, Payload Payload)> rows, Predicate<long> isKept, bool erases)
    {
        var removed = new List<long>();
        var rewritten = new List<(long, Payload)>();
        // The removed rows since the last one that is kept.
        var gap = new List<Payload>();
        byte[] content = [];
        byte[]? before = null;
        foreach (var (version, payload) in rows)
        {
            content = payload.Apply(content);
            if (!isKept(version))
            {
                removed.Add(version);
                gap.Add(payload);
                continue;
            }

            // A joined payload contains bytes of the versions that were removed before.
            if (gap.Count > 0 || (erases && payload.IsJoined))
            {
                Payload between = before is null ? new Splice(0, 0, content) : Splice.Between(before, content);
                rewritten.Add((version, before is null || erases ? between : Smaller(between, Payload.Join(gap.Append(payload)))));
                gap.Clear();
            }

            before = content;
        }

        return new SegmentThinning(removed, rewritten);
    }

    private static Payload Smaller(Payload one, Payload other) => one.Bytes.Length <= other.Bytes.Length ? one : other;
}
