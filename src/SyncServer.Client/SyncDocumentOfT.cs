using SyncServer.Client.Saving;

namespace SyncServer.Client;

/// <summary>
/// A document of JSON, whose content is a value of a type. Members of the JSON that the type does not know stay as they are, and what was not changed keeps its bytes. A version
/// that is no JSON of the type cannot be shown (<see cref="SyncState.Unreadable"/>). All else is in <see cref="Document"/>.
/// </summary>
/// <typeparam name="T">The type of the content.</typeparam>
public sealed class SyncDocument<T> : IAsyncDisposable
    where T : class
{
    private readonly TypedContent<T> _json;
    private readonly Lock _gate = new();
    private readonly Dictionary<EventHandler<SyncConflict<T>>, EventHandler<SyncConflict>> _conflictHandlers = [];

    internal SyncDocument(SyncDocument document, TypedContent<T> json)
    {
        (Document, _json) = (document, json);
        document.RemoteChanged += (_, change) =>
            RemoteChanged?.Invoke(this, new RemoteChange<T>(change.Version, _json.Read(change.Content), change.Applied, change.SavedBy));
    }

    /// <inheritdoc cref="SyncDocument.RemoteChanged"/>
    public event EventHandler<RemoteChange<T>>? RemoteChanged;

    /// <inheritdoc cref="SyncDocument.Conflict"/>
    public event EventHandler<SyncConflict<T>>? Conflict
    {
        add
        {
            EventHandler<SyncConflict> handler = (_, conflict) => value?.Invoke(this, new SyncConflict<T>(conflict, _json));
            lock (_gate)
            {
                _conflictHandlers[value!] = handler;
            }

            Document.Conflict += handler;
        }

        remove
        {
            lock (_gate)
            {
                if (_conflictHandlers.Remove(value!, out var handler))
                {
                    Document.Conflict -= handler;
                }
            }
        }
    }

    /// <summary>The document: its status, its history, locks and presence.</summary>
    public SyncDocument Document { get; }

    /// <summary>The current content, a new instance each time; null while the document does not exist or is deleted.</summary>
    public T? Content => _json.Read(Document.Content);

    /// <inheritdoc cref="SyncDocument.PendingConflict"/>
    public SyncConflict<T>? PendingConflict => Document.PendingConflict is { } conflict ? new SyncConflict<T>(conflict, _json) : null;

    /// <summary>Takes the user's content, as <see cref="SyncDocument.Save"/> does.</summary>
    /// <param name="content">The whole content.</param>
    public void Save(T content) => Update(_ => content);

    /// <summary>Changes the content as it is at this moment, as <see cref="SyncDocument.Update"/> does.</summary>
    /// <param name="edit">Gets the current content, null while the document does not exist, and returns the new one. It must be quick and must not use the document.</param>
    public void Update(Func<T?, T> edit) => Document.Update(stored => _json.Change(stored, edit(_json.Read(stored))));

    /// <inheritdoc cref="SyncDocument.FlushAsync"/>
    public Task<SyncStatus> FlushAsync(CancellationToken cancellation = default) => Document.FlushAsync(cancellation);

    /// <inheritdoc cref="SyncDocument.DisposeAsync"/>
    public ValueTask DisposeAsync() => Document.DisposeAsync();
}

/// <inheritdoc cref="RemoteChange"/>
/// <typeparam name="T">The type of the content.</typeparam>
/// <param name="Version">The version's number.</param>
/// <param name="Content">The new content; null if the document was deleted, or if <paramref name="Applied"/> is false.</param>
/// <param name="Applied">True if it is the document's content now; false if a change of the user is unsaved.</param>
/// <param name="SavedBy">Who saved it; null if that is not known.</param>
public sealed record RemoteChange<T>(long Version, T? Content, bool Applied, SyncPerson? SavedBy)
    where T : class;
