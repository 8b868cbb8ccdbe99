using System.Text.Json;
using SyncServer.Client.Http;
using SyncServer.Client.Saving;

namespace SyncServer.Client;

/// <summary>
/// A save was refused because another session's version is the newest one (docs/protocol.md, section 5). Nothing is sent until one of the choices is made; what was typed stays
/// the document's content meanwhile, and typing may go on. After the conflict is resolved, each choice throws an <see cref="InvalidOperationException"/>.
/// </summary>
public sealed class SyncConflict
{
    private readonly SyncDocument _document;

    internal SyncConflict(SyncDocument document, SaveAnswer.Conflict answer) => (_document, Answer) = (document, answer);

    /// <summary>The newest version on the server; 0 if the document does not exist there.</summary>
    public long Version => Answer.Current.Version;

    /// <summary>True if the document was deleted or does not exist.</summary>
    public bool Deleted => Answer.Current.IsDeleted || Answer.Current.Version == 0;

    /// <summary>Who saved that version; null if the server did not say.</summary>
    public SyncPerson? SavedBy => Conflicts.SavedBy(Answer.Problem);

    /// <summary>When that version was saved, in UTC; null if the server did not say.</summary>
    public DateTimeOffset? SavedAt => Conflicts.SavedAt(Answer.Problem);

    /// <summary>The content of that version; null if it is a delete or the document does not exist.</summary>
    public SyncContent? Theirs => Answer.Content;

    /// <summary>What was typed last; null if that is a delete.</summary>
    public SyncContent? Mine => _document.Content;

    /// <summary>True if the two changes do not overlap, so that <see cref="MergeAsync"/> is a choice.</summary>
    public bool Mergeable => Conflicts.IsMergeable(Answer.Problem);

    /// <summary>The whole problem document (docs/protocol.md, section 5), with <c>changes</c> and <c>merged</c> where the server sends them.</summary>
    public JsonElement Problem => Answer.Problem;

    internal SaveAnswer.Conflict Answer { get; }

    /// <summary>Saves what was typed over exactly this version. If another version came since, that is a new conflict.</summary>
    /// <param name="cancellation">Ends the wait; what was typed is saved all the same.</param>
    /// <returns>The status once all is saved, or cannot be saved without a choice.</returns>
    /// <exception cref="InvalidOperationException">The conflict is resolved already.</exception>
    public Task<SyncStatus> KeepMineAsync(CancellationToken cancellation = default) => _document.SettleAsync(this, edits => edits.Overwrite(asks: false), cancellation);

    /// <summary>Takes this version as the content and gives up what was typed.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The status afterwards.</returns>
    /// <exception cref="InvalidOperationException">The conflict is resolved already.</exception>
    public Task<SyncStatus> TakeTheirsAsync(CancellationToken cancellation = default) => _document.TakeTheirsAsync(this, cancellation);

    /// <summary>
    /// Saves the merge that the server offers, which becomes the content. If more was typed since, or the merge was too large for the answer, the server
    /// merges what was typed with this version. If it cannot, that is a new conflict.
    /// </summary>
    /// <param name="cancellation">Ends the wait; what was typed is saved all the same.</param>
    /// <returns>The status once all is saved, or cannot be saved without a choice.</returns>
    /// <exception cref="InvalidOperationException">The conflict is resolved already, or is not <see cref="Mergeable"/>.</exception>
    public Task<SyncStatus> MergeAsync(CancellationToken cancellation = default) => _document.MergeAsync(this, cancellation);

    /// <summary>Saves a content made of both over exactly this version. If another version came since, that is a new conflict.</summary>
    /// <param name="content">The content, which becomes the document's.</param>
    /// <param name="cancellation">Ends the wait; what was typed is saved all the same.</param>
    /// <returns>The status once all is saved, or cannot be saved without a choice.</returns>
    /// <exception cref="InvalidOperationException">The conflict is resolved already.</exception>
    public Task<SyncStatus> SaveAsync(SyncContent content, CancellationToken cancellation = default) => _document.SettleAsync(
        this,
        edits =>
        {
            edits.Replace(content);
            edits.Overwrite(asks: false);
        },
        cancellation);

    /// <summary>Puts the choice off: the state becomes <see cref="SyncState.Postponed"/>, nothing is sent, what is typed is kept, and the choices remain.</summary>
    /// <exception cref="InvalidOperationException">The conflict is resolved already.</exception>
    public void Later() => _document.Postpone(this);
}
