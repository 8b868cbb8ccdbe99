using SyncServer.Client.Http;

namespace SyncServer.Client;

// A conflict in rich text, block by block (docs/protocol.md, sections 4.9 and 5).
public sealed partial class SyncConflict
{
    /// <summary>
    /// The blocks of rich text that both sides changed differently, in the order of the document; all other changes are merged already. Null where only whole versions can be
    /// chosen: the content is no rich text, it is too large for the response, something else overlaps too, or the user has edited since the refused save.
    /// </summary>
    public IReadOnlyList<SyncBlock>? DisputedBlocks => Blocks?.Texts;

    private ConflictBlocks? Blocks => _document.IsContentOf(this) ? ConflictBlocks.Of(Response.Problem) : null;

    /// <summary>The content with the user's choices, for <see cref="SaveAsync"/>.</summary>
    /// <param name="choices">One for each of the <see cref="DisputedBlocks"/>.</param>
    /// <exception cref="InvalidOperationException">Only whole versions can be chosen.</exception>
    /// <exception cref="ArgumentException">There is not one choice for each block.</exception>
    public SyncContent ContentWith(IReadOnlyList<SyncBlockChoice> choices) =>
        (Blocks ?? throw new InvalidOperationException("This conflict has no blocks to choose.")).With(choices);
}
