using System.Net.Http.Json;
using System.Text.Json;
using SyncServer.Client.Http;

namespace SyncServer.Client;

/// <summary>A lock that this session holds (docs/protocol.md, section 7). It lives 60 seconds and is renewed every 20 until it is disposed, which releases it.</summary>
public sealed class SyncLock : IAsyncDisposable
{
    // A lock outlives its program by this much; it is renewed three times within it.
    internal const int TtlSeconds = 60;

    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(TtlSeconds / 3);

    private readonly DocumentAddress _address;
    private readonly string _session;
    private readonly Wire _wire;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Action<SyncLock> _forget;
    private DateTimeOffset _livesUntil;

    internal SyncLock(DocumentAddress address, string session, Wire wire, TimeProvider time, JsonElement taken, Action<SyncLock> forget)
    {
        (_address, _session, _wire, _time, _forget) = (address, session, wire, time, forget);
        Id = WireJson.Text(taken, "lockId") ?? "";
        Scope = WireJson.Text(taken, "scope") ?? "";
        Lost = _lost.Token;
        _livesUntil = time.GetUtcNow().AddSeconds(TtlSeconds);
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
        if (_ended.IsCancellationRequested)
        {
            return;
        }

        await _ended.CancelAsync().ConfigureAwait(false);
        _forget(this);
        if (!Lost.IsCancellationRequested)
        {
            try
            {
                await _wire.SendAsync(() => Request(HttpMethod.Delete), CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e) when (Retries.IsNetworkFault(e))
            {
                // It dies with its time.
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
                await Task.Delay(RenewEvery, _time, _ended.Token).ConfigureAwait(false);
                if (!await TryRenewAsync().ConfigureAwait(false))
                {
                    Lose();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Given back.
        }
    }

    private async Task<bool> TryRenewAsync()
    {
        try
        {
            var asked = _time.GetUtcNow();
            var reply = await _wire.SendAsync(() => Request(HttpMethod.Put), _ended.Token).ConfigureAwait(false);
            if (reply.Succeeded)
            {
                _livesUntil = asked.AddSeconds(TtlSeconds);
            }

            return reply.Succeeded || (reply.IsTransient && asked < _livesUntil);
        }
        catch (Exception e) when (Retries.IsNetworkFault(e))
        {
            return _time.GetUtcNow() < _livesUntil;
        }
    }

    private HttpRequestMessage Request(HttpMethod method)
    {
        var request = _address.Request(method, $"/locks/{Uri.EscapeDataString(Id)}");
        request.Headers.TryAddWithoutValidation("Session-Id", _session);
        request.Content = method == HttpMethod.Put ? JsonContent.Create(new LockRequest(Scope: null, TtlSeconds, Takeover: null), WireJson.Default.LockRequest) : null;
        return request;
    }
}
