using System.Net.Http.Json;
using SyncServer.Client.Http;

namespace SyncServer.Client;

/// <summary>Shows others that this session is at the document, until it is disposed.</summary>
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

    /// <summary>Tells that something else is done, or elsewhere.</summary>
    /// <param name="activity">What.</param>
    /// <param name="field">Where: a JSON pointer.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task SetAsync(SyncActivity activity, string? field = null, CancellationToken cancellation = default)
    {
        _now = Of(activity, field);
        (await _wire.SendAsync(() => Request(HttpMethod.Put), cancellation).ConfigureAwait(false)).Expect();
    }

    /// <inheritdoc/>
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
