namespace SyncServer.Core.Merging.Text;

/// <summary>A place where two sequences of pieces differ.</summary>
/// <param name="Start">The first piece of the old sequence that is replaced.</param>
/// <param name="Count">How many are replaced.</param>
/// <param name="NewStart">The first piece of the new sequence in their place.</param>
/// <param name="NewCount">How many come in their place.</param>
internal readonly record struct Hunk(int Start, int Count, int NewStart, int NewCount)
{
    /// <summary>After the last piece that is replaced.</summary>
    public int End => Start + Count;

    /// <summary>After the last piece in their place.</summary>
    public int NewEnd => NewStart + NewCount;
}
