namespace SyncServer.Core.Merging.Json;

/// <summary>
/// Checks a merge of arrays by counting elements: the merge must contain each value as often as both sides' changes require. The count shows an element that was
/// lost, or is duplicated because both sides moved it to different places, whatever the cause.
/// </summary>
internal sealed class ElementCount
{
    private readonly Counts[] _counts;

    private ElementCount(int values) => _counts = new Counts[values];

    /// <summary>Whether the counts of all values are right.</summary>
    public static bool AddsUp(MatchedParts parts, ElementValues values)
    {
        var count = new ElementCount(values.Count);
        Array.ForEach(values.Numbers.Base, v => count.Add(v, theirs: -1, yours: -1, merged: -1));
        Array.ForEach(values.Numbers.Theirs, v => count.Add(v, theirs: 1));
        Array.ForEach(values.Numbers.Yours, v => count.Add(v, yours: 1));
        foreach (var number in parts.MergedOrder.Numbers)
        {
            var indices = parts.IndicesOf(number);
            count.AddPart(ValueOf(values.Numbers.Base, indices.Base), ValueOf(values.Numbers.Theirs, indices.Theirs), ValueOf(values.Numbers.Yours, indices.Yours));
        }

        return Array.TrueForAll(count._counts, AddUp);
    }

    private static int ValueOf(int[] values, int index) => index == MatchedParts.None ? MatchedParts.None : values[index];

    private static bool AddUp(Counts counts) =>
        counts.Merged == counts.Theirs + counts.Yours - counts.Shared
        // An element that both sides removed in one place and one side added in another was moved; the other side moved or removed it too.
        && (counts.Shared >= 0 || (counts.Theirs <= counts.Shared && counts.Yours <= counts.Shared));

    private void AddPart(int @base, int theirs, int yours)
    {
        if (theirs != @base && yours != @base && theirs != yours)
        {
            // An overlap, or merged from both: the value of neither side.
            Add(@base, theirs: 1, yours: 1, merged: 1);
            Add(theirs, theirs: -1);
            Add(yours, yours: -1);
            return;
        }

        Add(theirs == @base ? yours : theirs, merged: 1);
        if (theirs == yours && theirs != @base)
        {
            Add(@base, shared: -1);
            Add(theirs, shared: 1);
        }
    }

    private void Add(int value, int theirs = 0, int yours = 0, int merged = 0, int shared = 0)
    {
        if (value != MatchedParts.None)
        {
            ref var counts = ref _counts[value];
            counts = new Counts(counts.Theirs + theirs, counts.Yours + yours, counts.Merged + merged, counts.Shared + shared);
        }
    }

    /// <summary>Differences to the base.</summary>
    private record struct Counts(int Theirs, int Yours, int Merged, int Shared);
}
