namespace SyncServer.Core.Merging.Text;

/// <summary>Lines that one or both sides changed, between lines that neither side changed.</summary>
/// <param name="Base">The lines of the base.</param>
/// <param name="Theirs">The lines of the head.</param>
/// <param name="Yours">The lines of the request.</param>
/// <param name="By">Which side changed them.</param>
internal readonly record struct Region(Range Base, Range Theirs, Range Yours, ChangedBy By)
{
    /// <summary>The regions of two sides' hunks, in order. Hunks that overlap or touch are one region.</summary>
    public static List<Region> Of(List<Hunk> their, List<Hunk> your)
    {
        var regions = new List<Region>();
        var (t, y) = (0, 0);
        // The offsets of the sides' lines against the base.
        var (theirShift, yourShift) = (0, 0);
        while (t < their.Count || y < your.Count)
        {
            var (firstTheir, firstYour) = (t, y);
            var start = Math.Min(t < their.Count ? their[t].Start : int.MaxValue, y < your.Count ? your[y].Start : int.MaxValue);
            var (theirStart, yourStart) = (start + theirShift, start + yourShift);
            for (var end = start; ; )
            {
                if (t < their.Count && their[t].Start <= end)
                {
                    end = Math.Max(end, their[t].End);
                    theirShift = their[t].NewEnd - their[t].End;
                    t++;
                }
                else if (y < your.Count && your[y].Start <= end)
                {
                    end = Math.Max(end, your[y].End);
                    yourShift = your[y].NewEnd - your[y].End;
                    y++;
                }
                else
                {
                    var by = t == firstTheir ? ChangedBy.Yours : y == firstYour ? ChangedBy.Theirs : ChangedBy.Both;
                    regions.Add(new Region(start..end, theirStart..(end + theirShift), yourStart..(end + yourShift), by));
                    break;
                }
            }
        }

        return regions;
    }

    /// <summary>The region from the first line of this one to the last line of a later one.</summary>
    public Region Through(Region last, ChangedBy by) =>
        new(Base.Start..last.Base.End, Theirs.Start..last.Theirs.End, Yours.Start..last.Yours.End, by);
}
