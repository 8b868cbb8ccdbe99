using SyncServer.Client.Http;
using SyncServer.Client.Live;
using SyncServer.Client.Saving;

namespace SyncServer.Client;

/// <summary>Opens documents of one server for one user (docs/clients.md). Thread-safe; a program uses one instance.</summary>
public sealed class SyncClient : IDisposable
{
    private readonly SyncClientOptions _options;
    private readonly Transport _transport;
    private readonly SleepDetector _sleep;
    private readonly ClientSession _session = new();
    private readonly Lock _gate = new();

    // A document is null while its draft is uploaded.
    private readonly Dictionary<DocumentAddress, SyncDocument?> _open = [];

    /// <summary>Creates a client whose tokens come from a source that can refresh them.</summary>
    /// <param name="http">The client for all requests. Its <see cref="HttpClient.BaseAddress"/> is the server's address, with the path prefix if it has one. It is not disposed.</param>
    /// <param name="tokens">The source of bearer tokens; null if the server needs none.</param>
    /// <param name="options">Options of all documents. Default null: the defaults of <see cref="SyncClientOptions"/>.</param>
    /// <exception cref="ArgumentException">The <see cref="HttpClient.BaseAddress"/> is not set.</exception>
    public SyncClient(HttpClient http, ITokenSource? tokens, SyncClientOptions? options = null)
    {
        if (http.BaseAddress is null)
        {
            throw new ArgumentException("The BaseAddress is not set: it is the server's address.", nameof(http));
        }

        _options = options ?? new SyncClientOptions();
        _transport = new Transport(http, tokens, _options.Time);
        _sleep = new SleepDetector(_options.Time, Woke);
    }

    /// <summary>Creates a client whose tokens come from a function.</summary>
    /// <param name="http">The client for all requests. Its <see cref="HttpClient.BaseAddress"/> is the server's address, with the path prefix if it has one. It is not disposed.</param>
    /// <param name="token">Returns a bearer token. It is called before each request, so that it can refresh a token that is about to expire.</param>
    /// <param name="options">Options of all documents. Default null: the defaults of <see cref="SyncClientOptions"/>.</param>
    /// <exception cref="ArgumentException">The <see cref="HttpClient.BaseAddress"/> is not set.</exception>
    public SyncClient(HttpClient http, Func<CancellationToken, ValueTask<string>> token, SyncClientOptions? options = null)
        : this(http, new TokenFunction(token), options)
    {
    }

    /// <summary>
    /// Opens a document. If a draft of it exists, the document opens with the draft, without a network too, and the draft is sent; else the newest version is read.
    /// A document that does not exist opens with the content null, and its first save creates it.
    /// </summary>
    /// <param name="collection">The collection.</param>
    /// <param name="id">The document's id within the collection.</param>
    /// <param name="options">How the document is saved. Default null: the defaults of <see cref="SyncDocumentOptions"/>.</param>
    /// <param name="cancellation">Cancels the opening.</param>
    /// <returns>The open document. Dispose it to close it.</returns>
    /// <exception cref="InvalidOperationException">This client already has the document open.</exception>
    /// <exception cref="UnreadableContentException">The newest version cannot be shown.</exception>
    /// <exception cref="SyncProblemException">The server refuses to show the document.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public async Task<SyncDocument> OpenAsync(string collection, string id, SyncDocumentOptions? options = null, CancellationToken cancellation = default)
    {
        var address = new DocumentAddress(collection, id);
        var dispatcher = new EventDispatcher(SynchronizationContext.Current, _options.Logger);
        var drafts = new DraftWriter(_options.Drafts, collection, id);
        var document = new SyncDocument(
            address, _session, _transport, drafts, options ?? new SyncDocumentOptions(), _options.Time, dispatcher, sequence => Closed(address, sequence));
        document.StatusChanged += (_, status) => _options.Logger.StatusChanged(collection, id, status.State, status.Version, status.Error ?? status.DraftError);
        lock (_gate)
        {
            if (!_open.TryAdd(address, document))
            {
                throw new InvalidOperationException($"{collection}/{id} is already open.");
            }
        }

        try
        {
            if (await drafts.ReadAsync(cancellation).ConfigureAwait(false) is { } draft)
            {
                document.Start(draft);
            }
            else
            {
                var response = await _transport.SendAsync(() => address.Request(HttpMethod.Get), cancellation).ConfigureAwait(false);
                document.Start((response.IsAbsent ? response : response.EnsureSuccess()).Version, response.Content);
            }

            return document;
        }
        catch
        {
            Release(address);
            throw;
        }
    }

    /// <summary>
    /// Saves all unsaved changes: of open documents, and of the drafts of documents that are not open, in batches (docs/protocol.md, section 8). A draft that meets a
    /// conflict or a refusal stays, and is sent again when its document is opened.
    /// </summary>
    /// <param name="cancellation">Ends the wait; what is not saved yet stays pending.</param>
    /// <returns>True if everything is on the server now.</returns>
    /// <exception cref="HttpRequestException">The server cannot be reached; what is not saved stays in the drafts.</exception>
    public async Task<bool> FlushAllAsync(CancellationToken cancellation = default)
    {
        var flushed = Task.WhenAll(OpenDocuments().Select(document => document.FlushAsync(cancellation)));
        var all = _options.Drafts is not { } drafts || await new DraftUpload(drafts, _transport, _session, TryReserve, Release).RunAsync(cancellation).ConfigureAwait(false);
        return (await flushed.ConfigureAwait(false)).All(status => status.State is SyncState.Saved) && all;
    }

    /// <summary>Stops detecting sleep of the machine. Dispose the documents first: this does not close them.</summary>
    public void Dispose() => _sleep.Dispose();

    private void Woke()
    {
        foreach (var document in OpenDocuments())
        {
            document.Resume();
        }
    }

    private List<SyncDocument> OpenDocuments()
    {
        lock (_gate)
        {
            return [.. _open.Values.OfType<SyncDocument>()];
        }
    }

    private bool TryReserve(DocumentAddress address)
    {
        lock (_gate)
        {
            return _open.TryAdd(address, null);
        }
    }

    private void Closed(DocumentAddress address, long sequence)
    {
        _session.DocumentClosed(sequence);
        Release(address);
    }

    private void Release(DocumentAddress address)
    {
        lock (_gate)
        {
            _open.Remove(address);
        }
    }

    /// <summary>A function as a token source. Called again after a refusal, it may return another token.</summary>
    private sealed class TokenFunction(Func<CancellationToken, ValueTask<string>> token) : ITokenSource
    {
        public ValueTask<string> GetAsync(string? refused, CancellationToken cancellation) => token(cancellation);
    }
}
