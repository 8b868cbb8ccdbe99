using System.Text.Json;
using SyncServer.Client.Http;
using SyncServer.Client.Saving;

namespace SyncServer.Client;

/// <summary>
/// A save was refused because another session's version is the newest one (docs/protocol.md, section 5). Nothing is sent until one of the choices is made; the user's content
/// stays the document's content meanwhile, and editing may continue. Once the conflict is resolved, each choice throws an <see cref="InvalidOperationException"/>. If yet another
/// version was saved since, a choice leads to a new conflict: no version is replaced that was not shown.
/// </summary>
public sealed partial class SyncConflict
{
    private readonly SyncDocument _document;

    internal SyncConflict(SyncDocument document, SaveResponse.Conflict response) => (_document, Response) = (document, response);

    /// <summary>The newest version on the server; 0 if the document does not exist there.</summary>
    public long Version => Response.Current.Number;

    /// <summary>True if the document was deleted or does not exist.</summary>
    public bool Deleted => Response.Current.IsDeleted || Response.Current.Number == 0;

    /// <summary>Who saved that version; null if the server did not say.</summary>
    public SyncPerson? SavedBy => ConflictProblem.SavedBy(Response.Problem);

    /// <summary>When that version was saved, in UTC; null if the server did not say.</summary>
    public DateTimeOffset? SavedAt => ConflictProblem.SavedAt(Response.Problem);

    /// <summary>The content of that version; null if it is a delete or the document does not exist.</summary>
    public SyncContent? Theirs => Response.Content;

    /// <summary>The user's content; null if that is a delete.</summary>
    public SyncContent? Mine => _document.Content;

    /// <summary>True if the two changes do not overlap, so that <see cref="MergeAsync"/> is a choice.</summary>
    public bool Mergeable => ConflictProblem.IsMergeable(Response.Problem);

    /// <summary>The merge that the server offers; null if the conflict is not <see cref="Mergeable"/>, or the merge was too large for the response.</summary>
    public SyncContent? Merged => ConflictProblem.Merged(Response.Problem);

    /// <summary>What each side changed. Empty if the server cannot compare the versions; not all changes where they do not fit in the response.</summary>
    public IReadOnlyList<SyncChange> Changes => ConflictProblem.Changes(Response.Problem);

    /// <summary>The whole problem document, with <c>changes</c> and <c>merged</c> where the server sends them.</summary>
    public JsonElement Problem => Response.Problem;

    internal SaveResponse.Conflict Response { get; }

    /// <summary>Saves the user's content over exactly this version.</summary>
    /// <param name="cancellation">Ends the wait; the content is saved nevertheless.</param>
    /// <returns>The status once all is saved, or cannot be saved without a choice.</returns>
    /// <exception cref="InvalidOperationException">The conflict is already resolved.</exception>
    public Task<SyncStatus> KeepMineAsync(CancellationToken cancellation = default) =>
        _document.ResolveAsync(this, machine => machine.ResolveOnCurrent(merge: false), cancellation);

    /// <summary>Makes this version the content, and discards the user's changes.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The status afterwards.</returns>
    /// <exception cref="InvalidOperationException">The conflict is already resolved.</exception>
    public Task<SyncStatus> TakeTheirsAsync(CancellationToken cancellation = default) => _document.TakeTheirsAsync(this, cancellation);

    /// <summary>
    /// Saves the merge that the server offers, which becomes the content. If the content was edited since, or the merge was too large for the response, the server merges the
    /// user's content with this version.
    /// </summary>
    /// <param name="cancellation">Ends the wait; the content is saved nevertheless.</param>
    /// <returns>The status once all is saved, or cannot be saved without a choice.</returns>
    /// <exception cref="InvalidOperationException">The conflict is already resolved, or is not <see cref="Mergeable"/>.</exception>
    public Task<SyncStatus> MergeAsync(CancellationToken cancellation = default) => _document.MergeAsync(this, cancellation);

    /// <summary>Saves a content made of both over exactly this version.</summary>
    /// <param name="content">The content, which becomes the document's.</param>
    /// <param name="cancellation">Ends the wait; the content is saved nevertheless.</param>
    /// <returns>The status once all is saved, or cannot be saved without a choice.</returns>
    /// <exception cref="InvalidOperationException">The conflict is already resolved.</exception>
    public Task<SyncStatus> SaveAsync(SyncContent content, CancellationToken cancellation = default) => _document.ResolveAsync(
        this,
        machine =>
        {
            machine.Replace(content);
            machine.ResolveOnCurrent(merge: false);
        },
        cancellation);

    /// <summary>Postpones the choice: the state becomes <see cref="SyncState.Postponed"/>, nothing is sent, and the choices remain.</summary>
    /// <exception cref="InvalidOperationException">The conflict is already resolved.</exception>
    public void Later() => _document.Postpone(this);
}
