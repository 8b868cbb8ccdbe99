namespace SyncServer.Client.Tests;

/// <summary>When requests are retried.</summary>
public sealed class RetryTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_busy_server_is_retried_not_before_Retry_After(int status)
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(1, "");
        document.Save(FakeServer.Text("b"));
        var flushed = document.FlushAsync();
        var first = await server.NextAsync();
        first.Refuse(status, "unavailable", ("Retry-After", "70"));
        await Eventually.HoldsAsync(() => Task.FromResult(document.Status.State is SyncState.Retrying), "the save is retried");
        await server.NothingMoreAsync();
        server.Time.Pass(TimeSpan.FromSeconds(69.9));
        await server.NothingMoreAsync();
        var again = await server.NextAfterAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(first.Identity, again.Identity);
        again.Accept(2);
        Assert.Equal(SyncState.Saved, (await flushed).State);
    }

    [Fact]
    public async Task A_request_without_a_response_times_out_and_is_retried()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(1, "");
        document.Save(FakeServer.Text("b"));
        _ = document.FlushAsync();
        var first = await server.NextAsync();
        await server.NothingMoreAsync();
        server.Time.Pass(TimeSpan.FromSeconds(30));
        Assert.Equal(first.Identity, (await server.NextAfterAsync(Minute)).Identity);
    }

    [Fact]
    public async Task Resuming_retries_at_once_and_then_reads_the_newest_version()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(1, "");
        document.Save(FakeServer.Text("b"));
        _ = document.FlushAsync();
        var first = await server.NextAsync();
        first.Lose();
        await Eventually.HoldsAsync(() => Task.FromResult(document.Status.State is SyncState.Retrying), "the save is retried");
        await server.NothingMoreAsync();
        var resumed = document.ResumeAsync();
        var again = await server.NextAsync();
        Assert.Equal(first.Identity, again.Identity);
        again.Accept(2);
        var check = await server.NextAsync();
        Assert.Equal(("GET", FakeServer.ETag(2), "2"), (check.Method, check["If-None-Match"], check["Min-Version"]));
        check.Refuse(304, "");
        Assert.Equal(2, (await resumed).Version);
    }

    [Fact]
    public async Task Resuming_does_not_shorten_Retry_After()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(1, "");
        document.Save(FakeServer.Text("b"));
        var flushed = document.FlushAsync();
        var first = await server.NextAsync();
        first.Refuse(503, "unavailable", ("Retry-After", "7200"));
        await Eventually.HoldsAsync(() => Task.FromResult(document.Status.State is SyncState.Retrying), "the save is retried");
        await server.NothingMoreAsync();
        _ = document.ResumeAsync();
        await server.NothingMoreAsync();
        for (var minute = 1; minute < 120; minute++)
        {
            server.Time.Pass(Minute);
        }

        await server.NothingMoreAsync();
        var again = await server.NextAfterAsync(Minute);
        Assert.Equal(first.Identity, again.Identity);
        again.Accept(2);
        Assert.Equal(SyncState.Saved, (await flushed).State);
    }

    [Fact]
    public async Task A_response_that_names_no_version_is_not_from_the_server_and_the_save_is_retried()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(1, "");
        document.Save(FakeServer.Text("b"));
        var flushed = document.FlushAsync();
        var first = await server.NextAsync();
        first.Json(200, "{\"sign in\":\"to this network\"}");
        var again = await server.NextAfterAsync(Minute);
        Assert.Equal(first.Identity, again.Identity);
        again.Accept(2);
        Assert.Equal(new SyncStatus(SyncState.Saved, 2), await flushed);
    }

    [Fact]
    public async Task A_machine_that_slept_resumes()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(1, "a");
        server.Time.Pass(TimeSpan.FromSeconds(35));
        await server.NothingMoreAsync();
        server.Time.Sleep(TimeSpan.FromHours(8));
        (await server.NextAsync()).Read(5, "new");
        await Eventually.HoldsAsync(() => Task.FromResult(document.Content!.ReadText() is "new"), "it is adopted");
    }

    [Fact]
    public async Task Opening_has_a_limited_number_of_attempts()
    {
        var server = new FakeServer();
        var opening = server.Client.OpenAsync("notes", "one");
        for (var attempt = 0; attempt < 4; attempt++)
        {
            (await server.NextAfterAsync(Minute)).Lose();
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => opening);
    }
}
