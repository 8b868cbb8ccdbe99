namespace SyncServer.Core.Merging;

/// <summary>What a comparison may cost, whatever it is given: it runs where saves wait.</summary>
internal static class MergeLimits
{
    /// <summary>
    /// Steps for finding the shortest edits of one side. Where there is nothing to hold on to, the library takes the square of the number
    /// of pieces on both: 850 lines against 850 others of a few kinds use up all, which is some 13 ms. What is left without steps is
    /// taken for replaced as a whole, which is never wrong, only coarser.
    /// </summary>
    public const long Steps = 3_000_000;

    /// <summary>Pieces between the first difference and the last, on either side, that are told apart. More are replaced as a whole.</summary>
    public const int Pieces = 100_000;

    /// <summary>Steps for each string or line that is merged by word, beside its length, on each side: very many small ones cost as well.</summary>
    public const int StepsOfText = 1_000;

    /// <summary>Characters, on each side, that are merged by word in one place. Where more than that is changed by both, it is an overlap.</summary>
    public const int WordCharacters = 200_000;

    /// <summary>Changes that are told apart. More are one.</summary>
    public const int Changes = 10_000;

    /// <summary>Characters of the paths of all changes: long names nested deeply would multiply.</summary>
    public const int PathCharacters = 1_000_000;

    /// <summary>Members of one object, or elements of one array, that are told apart. Where there are more, it is one value.</summary>
    public const int Parts = 50_000;

    /// <summary>Those of them that a side has elsewhere than the base, or that the base has not. Where there are more, it is one value, and in another order another value.</summary>
    public const int ReorderedParts = 20_000;

    /// <summary>Parts that both sides removed, among which those are looked for that one of them moved. Where there are more, and one added something, it is an overlap.</summary>
    public const int MovedParts = 10_000;
}
