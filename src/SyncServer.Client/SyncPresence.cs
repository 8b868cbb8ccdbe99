using System.Net.Http.Json;
using SyncServer.Client.Http;

namespace SyncServer.Client;

/// <summary>
/// Shows others that this session has the document open (docs/protocol.md, section 10), until it is disposed. It is renewed every 10 seconds; on the server it expires after 30
/// seconds.
/// </summary>
public sealed class SyncPresence : IAsyncDisposable
{
    // It expires on the server after 30 s.
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);

    private readonly DocumentAddress _address;
    private readonly string _session;
    private readonly Transport _transport;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ended = new();
    private PresenceRequest _current;

    internal SyncPresence(DocumentAddress address, string session, Transport transport, TimeProvider time, SyncPresenceState state, string? field)
    {
        (_address, _session, _transport, _time) = (address, session, transport, time);
        _current = Request(state, field);
    }

    /// <summary>Changes the state or the field.</summary>
    /// <param name="state">What the user does.</param>
    /// <param name="field">The JSON pointer of the part where; default null.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <returns>A task that completes once the server has it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The state is <see cref="SyncPresenceState.Gone"/>.</exception>
    /// <exception cref="SyncProblemException">The server refuses it.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public async Task SetAsync(SyncPresenceState state, string? field = null, CancellationToken cancellation = default)
    {
        _current = Request(state, field);
        (await _transport.SendAsync(() => Request(HttpMethod.Put), cancellation).ConfigureAwait(false)).EnsureSuccess();
    }

    /// <summary>Leaves the document. If the server cannot be reached, the presence expires.</summary>
    /// <returns>A task that completes once the server has it.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_ended.IsCancellationRequested)
        {
            return;
        }

        await _ended.CancelAsync().ConfigureAwait(false);
        try
        {
            await _transport.SendAsync(() => Request(HttpMethod.Delete), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (RetryPolicy.IsNetworkFault(e))
        {
            // It expires.
        }
    }

    internal async Task StartAsync(CancellationToken cancellation)
    {
        (await _transport.SendAsync(() => Request(HttpMethod.Put), cancellation).ConfigureAwait(false)).EnsureSuccess();
        _ = RenewAsync();
    }

    private static PresenceRequest Request(SyncPresenceState state, string? field) => state is SyncPresenceState.Gone
        ? throw new ArgumentOutOfRangeException(nameof(state), "Dispose the presence to leave.")
        : new PresenceRequest(state.ToString().ToLowerInvariant(), field);

    private async Task RenewAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(RenewEvery, _time, _ended.Token).ConfigureAwait(false);
                await _transport.SendAsync(() => Request(HttpMethod.Put), _ended.Token).ConfigureAwait(false);
            }
            catch (Exception)
            {
                // Left, or renewed next time.
            }
        }
    }

    private HttpRequestMessage Request(HttpMethod method)
    {
        var request = _address.Request(method, "/presence");
        request.Headers.TryAddWithoutValidation("Session-Id", _session);
        request.Content = method == HttpMethod.Put ? JsonContent.Create(_current, ProtocolJson.Default.PresenceRequest) : null;
        return request;
    }
}
