using SyncServer.Client.Http;
using SyncServer.Client.Live;
using SyncServer.Client.Saving;

namespace SyncServer.Client;

/// <summary>Opens documents of one server for one user.</summary>
public sealed class SyncClient : IDisposable
{
    private readonly SyncClientOptions _options;
    private readonly Wire _wire;
    private readonly SleepWatch _sleep;
    private readonly ClientSession _session = new();
    private readonly Lock _gate = new();

    // Without a document while its draft is sent.
    private readonly Dictionary<DocumentAddress, SyncDocument?> _open = [];

    /// <summary>A client whose tokens come from a source that can refresh them.</summary>
    /// <param name="http">The way to the server, with its address, which ends with a slash, as <see cref="HttpClient.BaseAddress"/>. It is not disposed.</param>
    /// <param name="tokens">Where the tokens come from; null where the server needs none.</param>
    /// <param name="options">What the documents share.</param>
    public SyncClient(HttpClient http, ITokenSource? tokens, SyncClientOptions? options = null)
    {
        if (http.BaseAddress is null)
        {
            throw new ArgumentException("The server's address is to be set as BaseAddress.", nameof(http));
        }

        _options = options ?? new SyncClientOptions();
        _wire = new Wire(http, tokens, _options.Time);
        _sleep = new SleepWatch(_options.Time, Woke);
    }

    /// <summary>A client whose tokens come from a function, which is called before each request.</summary>
    /// <param name="http">The way to the server, with its address, which ends with a slash, as <see cref="HttpClient.BaseAddress"/>. It is not disposed.</param>
    /// <param name="token">Gives a token.</param>
    /// <param name="options">What the documents share.</param>
    public SyncClient(HttpClient http, Func<CancellationToken, ValueTask<string>> token, SyncClientOptions? options = null)
        : this(http, new TokenFunction(token), options)
    {
    }

    /// <summary>
    /// Opens a document. What an earlier run left unsaved is its content again, and is sent; then no network is needed to open it. Else it is read.
    /// </summary>
    /// <param name="collection">The collection.</param>
    /// <param name="id">The id.</param>
    /// <param name="options">How it is saved.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">This client has it open already: one instance serves all of a program.</exception>
    /// <exception cref="SyncProblemException">The server refuses to show it.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public async Task<SyncDocument> OpenAsync(string collection, string id, SyncDocumentOptions? options = null, CancellationToken cancellation = default)
    {
        var address = new DocumentAddress(collection, id);
        var turns = new Turns(SynchronizationContext.Current);
        var drafts = new DraftWriter(_options.Drafts, collection, id);
        var document = new SyncDocument(address, _session, _wire, drafts, options ?? new SyncDocumentOptions(), _options.Time, turns, sequence => Close(address, sequence));
        lock (_gate)
        {
            if (!_open.TryAdd(address, document))
            {
                throw new InvalidOperationException($"{collection}/{id} is open already.");
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
                var reply = await _wire.SendAsync(() => address.Request(HttpMethod.Get), cancellation).ConfigureAwait(false);
                document.Start((reply.IsAbsent ? reply : reply.Expect()).Known, reply.Content);
            }

            return document;
        }
        catch
        {
            Forget(address);
            throw;
        }
    }

    /// <summary>
    /// Saves everything that is kept unsaved: the open documents, and the drafts of those that are not, many in one request. A draft that meets a
    /// conflict or a refusal stays, and goes the ordinary way when its document is opened.
    /// </summary>
    /// <returns>Whether everything is on the server now.</returns>
    /// <exception cref="HttpRequestException">The server cannot be reached; what was not saved is kept.</exception>
    public async Task<bool> FlushAllAsync(CancellationToken cancellation = default)
    {
        var flushed = Task.WhenAll(Open().Select(document => document.FlushAsync(cancellation)));
        var all = _options.Drafts is not { } drafts || await new DraftUpload(drafts, _wire, _session, TryHold, Forget).RunAsync(cancellation).ConfigureAwait(false);
        return (await flushed.ConfigureAwait(false)).All(status => status.State is SyncState.Saved) && all;
    }

    /// <summary>Watches for sleep no more. Documents are disposed by themselves, before.</summary>
    public void Dispose() => _sleep.Dispose();

    private void Woke()
    {
        foreach (var document in Open())
        {
            document.Resume();
        }
    }

    private List<SyncDocument> Open()
    {
        lock (_gate)
        {
            return [.. _open.Values.OfType<SyncDocument>()];
        }
    }

    private bool TryHold(DocumentAddress address)
    {
        lock (_gate)
        {
            return _open.TryAdd(address, null);
        }
    }

    private void Close(DocumentAddress address, long sequence)
    {
        _session.Close(sequence);
        Forget(address);
    }

    private void Forget(DocumentAddress address)
    {
        lock (_gate)
        {
            _open.Remove(address);
        }
    }

    /// <summary>A function as a source: asked anew, it may have another token than the refused one.</summary>
    private sealed class TokenFunction(Func<CancellationToken, ValueTask<string>> token) : ITokenSource
    {
        public ValueTask<string> GetAsync(string? refused, CancellationToken cancellation) => token(cancellation);
    }
}
