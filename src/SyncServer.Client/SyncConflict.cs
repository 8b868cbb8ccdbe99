using System.Text.Json;
using SyncServer.Client.Http;
using SyncServer.Client.Saving;

namespace SyncServer.Client;

/// <summary>
/// Somebody else's version stands where a save wanted to go. Nothing is sent until one of the choices is made; what was typed stays the document's
/// content meanwhile, and typing may go on. A choice made after another has settled it throws.
/// </summary>
public sealed class SyncConflict
{
    private readonly SyncDocument _document;

    internal SyncConflict(SyncDocument document, SaveAnswer.Conflict answer) => (_document, Answer) = (document, answer);

    /// <summary>The version that stands; 0 where the server knows no such document.</summary>
    public long Version => Answer.Current.Version;

    /// <summary>Whether the document was deleted, or is not there.</summary>
    public bool Deleted => Answer.Current.IsDeleted || Answer.Current.Version == 0;

    /// <summary>Who saved it.</summary>
    public SyncPerson? SavedBy => Conflicts.SavedBy(Answer.Problem);

    /// <summary>When it was saved.</summary>
    public DateTimeOffset? SavedAt => Conflicts.SavedAt(Answer.Problem);

    /// <summary>The content that stands; null where it was deleted.</summary>
    public SyncContent? Theirs => Answer.Content;

    /// <summary>What was typed last; null where that is a delete.</summary>
    public SyncContent? Mine => _document.Content;

    /// <summary>Whether <see cref="MergeAsync"/> will do: the two changes do not touch the same place.</summary>
    public bool Mergeable => Conflicts.IsMergeable(Answer.Problem);

    /// <summary>The whole problem (protocol 5), with <c>changes</c> and <c>merged</c> where the server sends them.</summary>
    public JsonElement Problem => Answer.Problem;

    internal SaveAnswer.Conflict Answer { get; }

    /// <summary>Saves what was typed over exactly the version that stands. If yet another one came since, that is a new conflict.</summary>
    public Task<SyncStatus> KeepMineAsync(CancellationToken cancellation = default) => _document.SettleAsync(this, edits => edits.Overwrite(asks: false), cancellation);

    /// <summary>Takes the version that stands and gives up what was typed.</summary>
    public Task<SyncStatus> TakeTheirsAsync(CancellationToken cancellation = default) => _document.TakeTheirsAsync(this, cancellation);

    /// <summary>
    /// Saves the merge that the server offers, which becomes the content. If more was typed since, or the merge is too large for the answer, the server
    /// merges what was typed with the version that stands. Where it cannot, that is a new conflict.
    /// </summary>
    public Task<SyncStatus> MergeAsync(CancellationToken cancellation = default) => _document.MergeAsync(this, cancellation);

    /// <summary>Saves a content made of both over exactly the version that stands.</summary>
    public Task<SyncStatus> SaveAsync(SyncContent content, CancellationToken cancellation = default) => _document.SettleAsync(
        this,
        edits =>
        {
            edits.Replace(content);
            edits.Overwrite(asks: false);
        },
        cancellation);

    /// <summary>Puts the choice off: nothing is sent, what is typed is kept, and the choices remain.</summary>
    public void Later() => _document.Postpone(this);
}
