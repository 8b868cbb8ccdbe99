namespace SyncServer.Client.Tests;

/// <summary>Tokens: requested for each request, refreshed before they expire, and once after a refusal.</summary>
public sealed class TokenTests
{
    [Fact]
    public async Task A_token_is_refreshed_before_it_expires()
    {
        var (time, count) = (new ManualTime(), 0);
        using var source = new RefreshingTokenSource(_ => new(new AccessToken($"token-{++count}", time.GetUtcNow().AddMinutes(15))), time);
        Assert.Equal("token-1", await source.GetAsync(null, default));
        time.Pass(TimeSpan.FromMinutes(13));
        Assert.Equal("token-1", await source.GetAsync(null, default));
        time.Pass(TimeSpan.FromMinutes(1.5));
        Assert.Equal("token-2", await source.GetAsync(null, default));
    }

    [Fact]
    public async Task Concurrent_requests_share_one_refresh()
    {
        var count = 0;
        using var source = new RefreshingTokenSource(async _ =>
        {
            await Task.Delay(20);
            return new AccessToken($"token-{++count}", DateTimeOffset.MaxValue);
        });
        Assert.Equal(["token-1"], (await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => source.GetAsync(null, default).AsTask()))).Distinct());
        Assert.Equal(["token-2"], (await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => source.GetAsync("token-1", default).AsTask()))).Distinct());
    }

    [Fact]
    public async Task A_refused_token_is_refreshed_once()
    {
        var count = 0;
        var server = new FakeServer(tokens: new RefreshingTokenSource(_ => new(new AccessToken($"token-{++count}", DateTimeOffset.MaxValue))));
        var document = await server.OpenAsync(1, "");
        document.Save(FakeServer.Text("b"));
        var flushed = document.FlushAsync();
        var first = await server.NextAsync();
        Assert.Equal("Bearer token-1", first["Authorization"]);
        first.Refuse(401, "not-signed-in");
        var second = await server.NextAsync();
        Assert.Equal(("Bearer token-2", first["Save-Sequence"]), (second["Authorization"], second["Save-Sequence"]));
        second.Refuse(401, "not-signed-in");
        Assert.Equal(SyncState.Refused, (await flushed).State);
        await server.NothingMoreAsync();
    }

    [Fact]
    public async Task A_network_fault_of_the_token_source_is_retried()
    {
        var online = true;
        var server = new FakeServer(tokens: new Tokens(() => online ? "token" : throw new HttpRequestException("Offline.")));
        var document = await server.OpenAsync(1, "");
        online = false;
        document.Save(FakeServer.Text("b"));
        var flushed = document.FlushAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(document.Status.State is SyncState.Retrying), "the save is retried");
        online = true;
        (await server.NextAfterAsync(TimeSpan.FromMinutes(1))).Accept(2);
        Assert.Equal(SyncState.Saved, (await flushed).State);
    }

    [Fact]
    public async Task An_exception_of_the_token_source_is_a_refusal()
    {
        var reason = new UnauthorizedAccessException("Signed out.");
        var signedIn = true;
        var server = new FakeServer(tokens: new Tokens(() => signedIn ? "token" : throw reason));
        var document = await server.OpenAsync(1, "");
        signedIn = false;
        document.Save(FakeServer.Text("b"));
        Assert.Same(reason, (await document.FlushAsync()).Error);
        signedIn = true;
        var flushed = document.FlushAsync();
        (await server.NextAsync()).Accept(2);
        Assert.Equal(SyncState.Saved, (await flushed).State);
    }
}
