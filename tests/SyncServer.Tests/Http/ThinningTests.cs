using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SyncServer.Core.History;
using SyncServer.Saving;
using SyncServer.Settings;

namespace SyncServer.Tests.Http;

/// <summary>A thinned history over HTTP.</summary>
public sealed class ThinningTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task Old_versions_are_thinned_and_logged_and_a_save_on_one_of_them_is_refused()
    {
        var note = SyncApp.NewDocument();
        // Without a session, as a session record keeps the last versions of its session.
        var sessionless = await app.SignInAsync("Amy");
        var first = await sessionless.Create(note, "0");
        var last = first;
        for (var i = 1; i < 6; i++)
        {
            last = await sessionless.Put(note, $"{i}").On(last);
        }

        var (log, thinner) = (new LogLines(), app.Services.GetRequiredService<IHistoryThinner>());
        using var service = new ThinningService(thinner, app.Services.GetRequiredService<CollectionPolicies>(), app.Clock, log);
        await service.PassAsync(CancellationToken.None);
        Assert.Empty(log.Lines);

        app.Clock.Advance(TimeSpan.FromHours(25));
        await service.PassAsync(CancellationToken.None);

        Assert.Equal("Thinned 5 versions of 1 documents, 0 expired session records and 0 conflicts", Assert.Single(log.Lines));
        var amy = await app.SignInAsync("Amy");
        Assert.Equal([6], (await amy.RevisionsAsync(note)).Select(one => one.GetProperty("version").GetInt64()));
        (await amy.Get(note + "/revisions/1")).Is(HttpStatusCode.NotFound);
        Assert.Equal("5", (await amy.Get(note + "/revisions/6")).Is(HttpStatusCode.OK).Text);
        var known = (await amy.Put(note, "6").On(first)).Refused("edit-conflict").Json.GetProperty("base");
        Assert.Equal((1, first.ETag, false), (known.GetProperty("version").GetInt64(), known.GetProperty("etag").GetString(), known.GetProperty("kept").GetBoolean()));
        (await amy.Put(note, "6").On(last)).Saved("verified", 7);
    }

    [Fact]
    public async Task Versions_of_a_recorded_conflict_are_kept_and_the_run_shows_who_wrote_the_others()
    {
        await using var otherApp = new SyncApp { Settings = { ["Sync:SessionLife"] = "1.00:00:00" } };
        var note = SyncApp.NewDocument();
        var signIn = (await otherApp.Anyone().Post("/v1/auth/guest").Json("""{"name":"Amy"}""")).Is(HttpStatusCode.OK).Json;
        var amy = (otherApp.Anyone() with { Token = signIn.GetProperty("accessToken").GetString() }).Tab();
        var first = await amy.Create(note, "0");
        var last = first;
        for (var i = 1; i < 3; i++)
        {
            last = await amy.Put(note, $"{i}").On(last);
        }

        (await (await otherApp.SignInAsync("Bob")).Put(note, "9").On(first)).Refused("edit-conflict");
        Assert.Single(await amy.ConflictsAsync(note));
        for (var i = 3; i < 6; i++)
        {
            last = await amy.Put(note, $"{i}").On(last);
        }

        Assert.True((await amy.Put(note, "6").On(first).Strict()).Refused("edit-conflict").Json.GetProperty("self").GetBoolean());
        otherApp.Clock.Advance(TimeSpan.FromHours(25));
        await ThinAsync(otherApp);

        amy = amy with { Token = await RefreshAsync(otherApp, signIn) };
        Assert.Equal([6, 3, 1], (await amy.RevisionsAsync(note)).Select(one => one.GetProperty("version").GetInt64()));
        var conflict = (await amy.Put(note, "6").On(first)).Refused("edit-conflict").Json;
        Assert.True(conflict.GetProperty("base").GetProperty("kept").GetBoolean());
        // The run shows it, even if its versions were thinned.
        Assert.True(conflict.GetProperty("self").GetBoolean());
    }

    [Fact]
    public async Task A_retried_restore_is_replayed_after_its_version_was_thinned()
    {
        await using var otherApp = new SyncApp();
        var note = SyncApp.NewDocument();
        var ben = await otherApp.SignInAsync("Ben");
        var last = await ben.Create(note, "0");
        for (var i = 1; i < 4; i++)
        {
            last = await ben.Put(note, $"{i}").On(last);
        }

        var signIn = (await otherApp.Anyone().Post("/v1/auth/guest").Json("""{"name":"Amy"}""")).Is(HttpStatusCode.OK).Json;
        var amy = (otherApp.Anyone() with { Token = signIn.GetProperty("accessToken").GetString() }).Tab();
        Call Restore(long version) => amy.Post($"{note}/revisions/{version}/restore").On(last);
        (await Restore(2).Sequence(1)).Saved("restored", 5);
        otherApp.Clock.Advance(TimeSpan.FromHours(25));
        await ThinAsync(otherApp);
        amy = amy with { Token = await RefreshAsync(otherApp, signIn) };

        (await amy.Get($"{note}/revisions/2")).Is(HttpStatusCode.NotFound);
        Assert.Equal("1", (await Restore(2).Sequence(1)).Saved("replayed", 5).Text);
        (await Restore(1).Sequence(1)).Refused("sequence-reused");
        (await Restore(2).Sequence(2)).Refused("not-found");
    }

    private static async Task ThinAsync(SyncApp app)
    {
        using var service = new ThinningService(
            app.Services.GetRequiredService<IHistoryThinner>(), app.Services.GetRequiredService<CollectionPolicies>(), app.Clock, new LogLines());
        await service.PassAsync(CancellationToken.None);
    }

    private static async Task<string?> RefreshAsync(SyncApp app, JsonElement signIn) =>
        (await app.Anyone().Post("/v1/auth/refresh").Json($$"""{"refreshToken":{{signIn.GetProperty("refreshToken").GetRawText()}}}"""))
            .Is(HttpStatusCode.OK).Json.GetProperty("accessToken").GetString();

    private sealed class LogLines : ILogger<ThinningService>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
