namespace SyncServer.Core.Merging.Text;

/// <summary>A difference between two sequences of pieces.</summary>
/// <param name="Start">The index of the first replaced piece in the old sequence.</param>
/// <param name="Count">The number of replaced pieces.</param>
/// <param name="NewStart">The index of the first replacing piece in the new sequence.</param>
/// <param name="NewCount">The number of replacing pieces.</param>
internal readonly record struct Hunk(int Start, int Count, int NewStart, int NewCount)
{
    /// <summary>The index after the last replaced piece.</summary>
    public int End => Start + Count;

    /// <summary>The index after the last replacing piece.</summary>
    public int NewEnd => NewStart + NewCount;
}
