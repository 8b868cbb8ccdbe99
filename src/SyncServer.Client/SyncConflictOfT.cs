using SyncServer.Client.Saving;

namespace SyncServer.Client;

/// <summary>A conflict of a <see cref="SyncDocument{T}"/>. The other choices are in <see cref="Conflict"/>.</summary>
/// <typeparam name="T">The type of the content.</typeparam>
public sealed class SyncConflict<T>
    where T : class
{
    private readonly TypedContent<T> _json;

    internal SyncConflict(SyncConflict conflict, TypedContent<T> json) => (Conflict, _json) = (conflict, json);

    /// <summary>The conflict, with its choices.</summary>
    public SyncConflict Conflict { get; }

    /// <inheritdoc cref="SyncConflict.Theirs"/>
    public T? Theirs => _json.Read(Conflict.Theirs);

    /// <inheritdoc cref="SyncConflict.Mine"/>
    public T? Mine => _json.Read(Conflict.Mine);

    /// <inheritdoc cref="SyncConflict.Merged"/>
    public T? Merged => Conflict.Merged is { } merged && _json.CanRead(merged) ? _json.Read(merged) : null;

    /// <inheritdoc cref="SyncConflict.Changes"/>
    public IReadOnlyList<SyncChange> Changes => Conflict.Changes;

    /// <summary>Saves a content made of both over exactly this version, whose members that the type does not know stay.</summary>
    /// <param name="content">The content, which becomes the document's.</param>
    /// <param name="cancellation">Ends the wait; the content is saved nevertheless.</param>
    /// <returns>The status once all is saved, or cannot be saved without a choice.</returns>
    /// <exception cref="InvalidOperationException">The conflict is already resolved.</exception>
    public Task<SyncStatus> SaveAsync(T content, CancellationToken cancellation = default) => Conflict.SaveAsync(_json.Change(Conflict.Theirs, content), cancellation);
}
