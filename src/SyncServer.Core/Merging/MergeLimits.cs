namespace SyncServer.Core.Merging;

/// <summary>Limits of the cost of a comparison, for any input. Saves wait for comparisons.</summary>
internal static class MergeLimits
{
    /// <summary>
    /// Steps to find the shortest edits of one side. In the worst case the library needs the square of the number of pieces on both sides: 850 lines of a few
    /// kinds against 850 others use all steps, which takes about 13 ms. What is left when the steps are used up counts as replaced as a whole, which is correct
    /// but coarser.
    /// </summary>
    public const long Steps = 3_000_000;

    /// <summary>The maximum number of pieces from the first difference to the last, on either side, that are compared. More are replaced as a whole.</summary>
    public const int Pieces = 100_000;

    /// <summary>The fixed cost in steps of a merge by word, in addition to the lengths, on each side: many small strings or lines cost too.</summary>
    public const int StepsOfText = 1_000;

    /// <summary>The maximum number of characters on each side for a merge by word in one place. If both sides changed more, it is an overlap.</summary>
    public const int WordCharacters = 200_000;

    /// <summary>The maximum number of changes that are reported. More are reported as one.</summary>
    public const int Changes = 10_000;

    /// <summary>The maximum number of characters in the paths of all changes, as deeply nested long names add up.</summary>
    public const int PathCharacters = 1_000_000;

    /// <summary>The maximum number of members of an object, or elements of an array, that are matched. A larger one is compared as one value.</summary>
    public const int Parts = 50_000;

    /// <summary>The maximum number of parts that a side added or has at another index than the base. Above that, the object or array is compared as one value.</summary>
    public const int ReorderedParts = 20_000;

    /// <summary>The maximum number of marks of one run of text. A document with more is not merged as rich text.</summary>
    public const int Marks = 16;

    /// <summary>The maximum number of lines of rich text. A document with more is not merged as rich text: each line costs much more than its characters.</summary>
    public const int RichLines = 4_000;

    /// <summary>The maximum number of parts removed by both sides that are searched for moves. If there are more, and one side added something, it is an overlap.</summary>
    public const int MovedParts = 10_000;
}
