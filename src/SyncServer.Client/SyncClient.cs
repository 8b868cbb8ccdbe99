using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using SyncServer.Client.Http;
using SyncServer.Client.Live;
using SyncServer.Client.Saving;

namespace SyncServer.Client;

/// <summary>Opens documents of one server for one user (docs/clients.md). Thread-safe; a program uses one instance.</summary>
public sealed partial class SyncClient : IDisposable
{
    // How long opening waits for the server where the device has a version.
    private static readonly TimeSpan MaxWaitWithCopy = TimeSpan.FromSeconds(5);

    private readonly SyncClientOptions _options;
    private readonly Identity _identity;
    private readonly Transport _transport;
    private readonly WakeDetector _wake;
    private readonly Outbox _outbox;
    private readonly ClientSession _session = new();
    private readonly Lock _gate = new();

    // A document is null while its draft is uploaded.
    private readonly Dictionary<DocumentAddress, SyncDocument?> _open = [];
    private int _started;

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
        _identity = new Identity(tokens, _options.User);
        _transport = new Transport(http, _identity, _options.Time);
        _outbox = new Outbox(UploadAsync, _options.Time, _options.Logger);
        _wake = new WakeDetector(_options.Time, Woke);
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
    /// Opens a document. If it has unsaved changes in a draft, the document opens with them at once, and they are sent. Else the newest version is read; where the server cannot be
    /// reached, the document opens with the newest version that this device has, and a newer one is read later. A document that does not exist opens with the content null, and its
    /// first save creates it.
    /// </summary>
    /// <param name="collection">The collection.</param>
    /// <param name="id">The document's id within the collection.</param>
    /// <param name="options">How the document is saved. Default null: the defaults of <see cref="SyncDocumentOptions"/>.</param>
    /// <param name="cancellation">Cancels the opening.</param>
    /// <returns>The open document. Dispose it to close it.</returns>
    /// <exception cref="InvalidOperationException">This client already has the document open.</exception>
    /// <exception cref="UnreadableContentException">The newest version cannot be shown.</exception>
    /// <exception cref="SyncProblemException">The server refuses to show the document.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached, and this device has no version of the document.</exception>
    public Task<SyncDocument> OpenAsync(string collection, string id, SyncDocumentOptions? options = null, CancellationToken cancellation = default) =>
        OpenAsync(new DocumentAddress(collection, id), options, parses: null, ReadAsync, cancellation);

    /// <summary>Opens a document of JSON, as <see cref="OpenAsync(string, string, SyncDocumentOptions?, CancellationToken)"/> does.</summary>
    /// <typeparam name="T">The type of the content.</typeparam>
    /// <param name="collection">The collection.</param>
    /// <param name="id">The document's id within the collection.</param>
    /// <param name="type">How the content is read and written, such as a member of a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>.</param>
    /// <param name="options">How the document is saved. Default null: the defaults of <see cref="SyncDocumentOptions"/>.</param>
    /// <param name="cancellation">Cancels the opening.</param>
    /// <returns>The open document. Dispose it to close it.</returns>
    /// <exception cref="InvalidOperationException">This client already has the document open.</exception>
    /// <exception cref="UnreadableContentException">The newest version cannot be shown: it is no JSON of the type.</exception>
    /// <exception cref="SyncProblemException">The server refuses to show the document.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached, and this device has no version of the document.</exception>
    public async Task<SyncDocument<T>> OpenAsync<T>(
        string collection, string id, JsonTypeInfo<T> type, SyncDocumentOptions? options = null, CancellationToken cancellation = default)
        where T : class
    {
        var json = new TypedContent<T>(type);
        return new SyncDocument<T>(await OpenAsync(new DocumentAddress(collection, id), options, json.CanRead, ReadAsync, cancellation).ConfigureAwait(false), json);
    }

    /// <summary>
    /// Opens a document that does not exist yet, without asking the server, so that it works without a network: its first save creates it. If the document exists nevertheless,
    /// that save meets a conflict. If this device has a draft or a version of the document, it opens with that.
    /// </summary>
    /// <param name="collection">The collection.</param>
    /// <param name="id">The document's id within the collection. Default null: a new random one.</param>
    /// <param name="options">How the document is saved. Default null: the defaults of <see cref="SyncDocumentOptions"/>.</param>
    /// <param name="cancellation">Cancels the opening.</param>
    /// <returns>The open document. Dispose it to close it.</returns>
    /// <exception cref="InvalidOperationException">This client already has the document open.</exception>
    public Task<SyncDocument> CreateAsync(string collection, string? id = null, SyncDocumentOptions? options = null, CancellationToken cancellation = default) => OpenAsync(
        new DocumentAddress(collection, id ?? ClientSession.NewId()),
        options,
        parses: null,
        (document, copy, _) =>
        {
            if (copy is null)
            {
                document.Start(DocumentVersion.None, content: null);
            }
            else
            {
                document.Start(copy);
            }

            return Task.CompletedTask;
        },
        cancellation);

    /// <summary>Lists the documents of a collection that the user may read, ordered by id. Pages are read as they are needed.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="cancellation">Cancels the listing.</param>
    /// <returns>The documents on the server; without those that are in a draft only.</returns>
    /// <exception cref="SyncProblemException">The server refuses it.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public async IAsyncEnumerable<SyncDocumentInfo> ListAsync(string collection, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var item in Pages.ReadAsync(_transport, DocumentAddress.PathOf(collection), "after", cancellation).ConfigureAwait(false))
        {
            yield return new SyncDocumentInfo(
                item.GetProperty("id").GetString()!, item.GetProperty("version").GetInt64(), ProtocolJson.Text(item, "contentType") ?? "", item.GetProperty("size").GetInt64(),
                item.GetProperty("createdAt").GetDateTimeOffset(), ProtocolJson.Person(item, "createdBy"),
                item.GetProperty("updatedAt").GetDateTimeOffset(), ProtocolJson.Person(item, "updatedBy"));
        }
    }

    /// <summary>Sends no more drafts, and stops detecting sleep of the machine. Dispose the documents first: this does not close them.</summary>
    public void Dispose()
    {
        _wake.Dispose();
        _outbox.Dispose();
    }

    private async Task<SyncDocument> OpenAsync(
        DocumentAddress address, SyncDocumentOptions? options, Func<SyncContent, bool>? parses, Func<SyncDocument, Draft?, CancellationToken, Task> start, CancellationToken cancellation)
    {
        var dispatcher = new EventDispatcher(SynchronizationContext.Current, _options.Logger);
        var user = _options.Drafts is null ? "" : await _identity.GetUserAsync(cancellation).ConfigureAwait(false);
        var drafts = new DraftWriter(_options.Drafts, new DraftKey(user, address.Collection, address.Id), _options.DraftLife, _options.Time, _options.Logger);
        var document = new SyncDocument(
            address, _session, _transport, drafts, options ?? new SyncDocumentOptions(), _options.Time, dispatcher, parses, sequence => Closed(address, sequence));
        document.StatusChanged += (_, status) =>
            _options.Logger.StatusChanged(address.Collection, address.Id, status.State, status.Version, status.Error ?? status.DraftError);
        await ReserveAsync(address, document, cancellation).ConfigureAwait(false);
        try
        {
            var draft = await drafts.ReadAsync(cancellation).ConfigureAwait(false);
            if (draft is { IsUnsaved: true })
            {
                document.Start(draft);
            }
            else
            {
                await start(document, draft, cancellation).ConfigureAwait(false);
            }
        }
        catch
        {
            Release(address);
            throw;
        }

        if (Interlocked.Exchange(ref _started, 1) == 0)
        {
            _outbox.Start();
        }

        return document;
    }

    /// <summary>Reads the newest version, or falls back to the copy of this device.</summary>
    private async Task ReadAsync(SyncDocument document, Draft? copy, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(copy is null ? Timeout.InfiniteTimeSpan : MaxWaitWithCopy, _options.Time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var response = await _transport.SendAsync(() => document.Address.Read(copy?.Adopted), ended.Token).ConfigureAwait(false);
            if (copy is null || !(response.IsTransient || response.IsUnchanged))
            {
                document.Start((response.IsAbsent ? response : response.EnsureSuccess()).Version, response.Content);
            }
            else
            {
                document.Start(copy, isNewest: response.IsUnchanged);
            }
        }
        catch (Exception e) when (copy is not null && (RetryPolicy.IsNetworkFault(e) || (e is OperationCanceledException && !cancellation.IsCancellationRequested)))
        {
            document.Start(copy);
        }
    }

    /// <summary>Reserves a document, once its draft is not being sent.</summary>
    private async Task ReserveAsync(DocumentAddress address, SyncDocument document, CancellationToken cancellation)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_open.TryAdd(address, document))
                {
                    return;
                }

                if (_open[address] is not null)
                {
                    throw new InvalidOperationException($"{address.Collection}/{address.Id} is already open.");
                }
            }

            await _outbox.StopAsync(cancellation).ConfigureAwait(false);
        }
    }

    private void Woke()
    {
        OpenDocuments().ForEach(document => document.Resume());
        _outbox.Start();
    }

    private List<SyncDocument> OpenDocuments()
    {
        lock (_gate)
        {
            return [.. _open.Values.OfType<SyncDocument>()];
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
