namespace SyncServer.Client;

/// <summary>
/// Caches a token, and refreshes it 60 seconds before it expires and when the server refuses it. Concurrent requests share one refresh.
/// </summary>
/// <param name="refresh">Gets a new token. It is called for the first time by the first request.</param>
/// <param name="time">The clock. Default null: <see cref="TimeProvider.System"/>.</param>
public sealed class RefreshingTokenSource(Func<CancellationToken, ValueTask<AccessToken>> refresh, TimeProvider? time = null) : ITokenSource, IDisposable
{
    // Requests take a while, and clocks differ.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _refreshing = new(1);
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private AccessToken? _token;

    /// <inheritdoc/>
    public async ValueTask<string> GetAsync(string? refused, CancellationToken cancellation)
    {
        if (IsGood(_token, refused))
        {
            return _token!.Value;
        }

        await _refreshing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!IsGood(_token, refused))
            {
                _token = await refresh(cancellation).ConfigureAwait(false);
            }

            return _token!.Value;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _refreshing.Dispose();

    private bool IsGood(AccessToken? token, string? refused) =>
        token is not null && !string.Equals(token.Value, refused, StringComparison.Ordinal) && token.ExpiresAt - Margin > _time.GetUtcNow();
}

/// <summary>A bearer token and when it expires.</summary>
/// <param name="Value">The token, without <c>Bearer</c>.</param>
/// <param name="ExpiresAt">When the server stops accepting it, by the clock of this machine.</param>
public sealed record AccessToken(string Value, DateTimeOffset ExpiresAt);
