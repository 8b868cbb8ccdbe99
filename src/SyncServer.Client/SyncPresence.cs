using System.Net.Http.Json;
using SyncServer.Client.Http;

namespace SyncServer.Client;

/// <summary>
/// Shows others that this session is at the document (docs/protocol.md, section 10), until it is disposed. It is told every 10 seconds; the server forgets it 30 seconds after the
/// last time.
/// </summary>
public sealed class SyncPresence : IAsyncDisposable
{
    // The server forgets after 30 s.
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(10);

    private readonly DocumentAddress _address;
    private readonly string _session;
    private readonly Wire _wire;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ended = new();
    private PresenceRequest _now;

    internal SyncPresence(DocumentAddress address, string session, Wire wire, TimeProvider time, SyncActivity activity, string? field)
    {
        (_address, _session, _wire, _time) = (address, session, wire, time);
        _now = Of(activity, field);
    }

    /// <summary>Shows that the user does something else, or does it elsewhere.</summary>
    /// <param name="activity">What the user does.</param>
    /// <param name="field">The JSON pointer of the part where; default null.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <returns>A task that completes once the server knows it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The activity is <see cref="SyncActivity.Gone"/>.</exception>
    /// <exception cref="SyncProblemException">The server refuses it.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public async Task SetAsync(SyncActivity activity, string? field = null, CancellationToken cancellation = default)
    {
        _now = Of(activity, field);
        (await _wire.SendAsync(() => Request(HttpMethod.Put), cancellation).ConfigureAwait(false)).Expect();
    }

    /// <summary>Leaves. If the server cannot be reached, it forgets the presence by itself.</summary>
    /// <returns>A task that completes once the server knows it.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_ended.IsCancellationRequested)
        {
            return;
        }

        await _ended.CancelAsync().ConfigureAwait(false);
        try
        {
            await _wire.SendAsync(() => Request(HttpMethod.Delete), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (Retries.IsNetworkFault(e))
        {
            // It is forgotten by itself.
        }
    }

    internal async Task StartAsync(CancellationToken cancellation)
    {
        (await _wire.SendAsync(() => Request(HttpMethod.Put), cancellation).ConfigureAwait(false)).Expect();
        _ = RepeatAsync();
    }

    private static PresenceRequest Of(SyncActivity activity, string? field) => activity is SyncActivity.Gone
        ? throw new ArgumentOutOfRangeException(nameof(activity), "Dispose it to leave.")
        : new PresenceRequest(activity.ToString().ToLowerInvariant(), field);

    private async Task RepeatAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(TellEvery, _time, _ended.Token).ConfigureAwait(false);
                await _wire.SendAsync(() => Request(HttpMethod.Put), _ended.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException || Retries.IsNetworkFault(e))
            {
                // Left, or told again next time.
            }
        }
    }

    private HttpRequestMessage Request(HttpMethod method)
    {
        var request = _address.Request(method, "/presence");
        request.Headers.TryAddWithoutValidation("Session-Id", _session);
        request.Content = method == HttpMethod.Put ? JsonContent.Create(_now, WireJson.Default.PresenceRequest) : null;
        return request;
    }
}
