namespace SyncServer.Core.Merging;

/// <summary>What a comparison may cost, whatever it is given: it runs where saves wait.</summary>
internal static class MergeLimits
{
    /// <summary>
    /// Steps for finding the shortest edit of one side, over all its pieces of text. The library takes at most the square of
    /// the pieces' number: 2,800 lines that have nothing to hold on to, which is some 35 ms. What is left without steps is taken for
    /// replaced as a whole, which is never wrong, only coarser.
    /// </summary>
    public const long Steps = 8_000_000;

    /// <summary>Changes that are told apart. More are one.</summary>
    public const int Changes = 10_000;

    /// <summary>Characters of the paths of all changes: long names nested deeply would multiply.</summary>
    public const int PathCharacters = 1_000_000;
}
