using System.Net.Http.Json;
using System.Text.Json;
using SyncServer.Client.Http;

namespace SyncServer.Client;

/// <summary>A lock that this session holds (docs/protocol.md, section 7). It expires after 30 seconds and is renewed every 10 until it is disposed, which releases it.</summary>
public sealed class SyncLock : IAsyncDisposable
{
    // How long a lock outlives a crashed program. It is renewed three times within that.
    internal const int TtlSeconds = 30;

    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(TtlSeconds / 3);

    private readonly DocumentAddress _address;
    private readonly string _session;
    private readonly Transport _transport;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _released = new();
    private readonly Action<SyncLock> _onReleased;
    private DateTimeOffset _expiresAt;

    internal SyncLock(DocumentAddress address, string session, Transport transport, TimeProvider time, JsonElement acquired, Action<SyncLock> onReleased)
    {
        (_address, _session, _transport, _time, _onReleased) = (address, session, transport, time, onReleased);
        Id = ProtocolJson.Text(acquired, "lockId") ?? "";
        Scope = ProtocolJson.Text(acquired, "scope") ?? "";
        Lost = _lost.Token;
        _expiresAt = time.GetUtcNow().AddSeconds(TtlSeconds);
        _ = RenewAsync();
    }

    /// <summary>The lock's id.</summary>
    public string Id { get; }

    /// <summary>The JSON pointer of what it covers; empty is the whole document.</summary>
    public string Scope { get; }

    /// <summary>Cancelled once the lock is lost: taken over, or expired while the server could not be reached.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Releases the lock. If the server cannot be reached, the lock expires by itself.</summary>
    /// <returns>A task that completes once it is released.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_released.IsCancellationRequested)
        {
            return;
        }

        await _released.CancelAsync().ConfigureAwait(false);
        _onReleased(this);
        if (!Lost.IsCancellationRequested)
        {
            try
            {
                await _transport.SendAsync(() => Request(HttpMethod.Delete), CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e) when (RetryPolicy.IsNetworkFault(e))
            {
                // It expires.
            }
        }
    }

    internal void Lose() => _lost.Cancel();

    private async Task RenewAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(RenewEvery, _time, _released.Token).ConfigureAwait(false);
                if (!await TryRenewAsync().ConfigureAwait(false))
                {
                    Lose();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Released.
        }
    }

    private async Task<bool> TryRenewAsync()
    {
        try
        {
            var sentAt = _time.GetUtcNow();
            var response = await _transport.SendAsync(() => Request(HttpMethod.Put), _released.Token).ConfigureAwait(false);
            if (response.IsSuccess)
            {
                _expiresAt = sentAt.AddSeconds(TtlSeconds);
            }

            return response.IsSuccess || (response.IsTransient && sentAt < _expiresAt);
        }
        catch (Exception e) when (e is not OperationCanceledException || !_released.IsCancellationRequested)
        {
            return _time.GetUtcNow() < _expiresAt;
        }
    }

    private HttpRequestMessage Request(HttpMethod method)
    {
        var request = _address.Request(method, $"/locks/{Uri.EscapeDataString(Id)}");
        request.Headers.TryAddWithoutValidation("Session-Id", _session);
        request.Content = method == HttpMethod.Put ? JsonContent.Create(new LockRequest(Scope: null, TtlSeconds, Takeover: null), ProtocolJson.Default.LockRequest) : null;
        return request;
    }
}
