namespace SyncServer.Client;

/// <summary>Keeps what was typed and is not known to be saved, one draft a document, for one user of one server.</summary>
public interface IDraftStore
{
    /// <summary>The draft of a document; null where there is none.</summary>
    ValueTask<Draft?> ReadAsync(string collection, string id, CancellationToken cancellation);

    /// <summary>Every draft.</summary>
    IAsyncEnumerable<Draft> ReadAllAsync(CancellationToken cancellation);

    /// <summary>Keeps a draft in place of the document's last one. Once it returns, a crash does not lose it.</summary>
    ValueTask WriteAsync(Draft draft, CancellationToken cancellation);

    /// <summary>Forgets the draft of a document, if there is one.</summary>
    ValueTask DeleteAsync(string collection, string id, CancellationToken cancellation);
}
