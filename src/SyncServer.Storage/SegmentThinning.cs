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
    /// <summary>Plans it.</summary>
    /// <param name="rows">All rows of the segment, oldest first.</param>
    /// <param name="kept">The versions that stay; the last row's is one of them, unless every row goes.</param>
    public static SegmentThinning Of(IReadOnlyList<(long Version, Payload Payload)> rows, IReadOnlySet<long> kept)
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
