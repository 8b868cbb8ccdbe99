using System.Net;
using System.Text.Json;

namespace SyncServer.Tests.Identity;

/// <summary>Protocol 11: a refresh token is good once, and one that comes back ends all that came of its sign-in.</summary>
public sealed class RefreshTests
{
    [Fact]
    public async Task A_token_that_was_used_before_ends_its_family()
    {
        await using var app = new SyncApp();
        var first = await SignInAsync(app);
        var second = await RefreshAsync(app, first);
        var third = await RefreshAsync(app, second);
        var other = await SignInAsync(app);

        app.Clock.Advance(TimeSpan.FromSeconds(11));
        (await TryAsync(app, second)).Refused("not-signed-in");

        (await TryAsync(app, third)).Refused("not-signed-in");
        (await TryAsync(app, first)).Refused("not-signed-in");
        await RefreshAsync(app, await RefreshAsync(app, other));
    }

    [Fact]
    public async Task A_tab_that_was_duplicated_may_refresh_at_the_same_moment()
    {
        await using var app = new SyncApp();
        var token = await SignInAsync(app);
        for (var round = 0; round < 5; round++)
        {
            var tokens = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RefreshAsync(app, token)));
            token = tokens[round % 4];
            app.Clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task An_older_one_is_not_excused_by_being_quick()
    {
        await using var app = new SyncApp();
        var first = await SignInAsync(app);
        var third = await RefreshAsync(app, await RefreshAsync(app, first));
        (await TryAsync(app, first)).Refused("not-signed-in");
        (await TryAsync(app, third)).Refused("not-signed-in");
    }

    [Fact]
    public async Task It_holds_after_a_restart_and_on_another_node()
    {
        using var data = new TempDirectory();
        string used;
        string next;
        await using (var before = new SyncApp { DataDirectory = data.FullPath })
        {
            used = await SignInAsync(before);
            next = await RefreshAsync(before, used);
        }

        await using var after = new SyncApp { DataDirectory = data.FullPath };
        after.Clock.Advance(TimeSpan.FromMinutes(1));
        next = await RefreshAsync(after, next);
        (await TryAsync(after, used)).Refused("not-signed-in");
        (await TryAsync(after, next)).Refused("not-signed-in");
    }

    [Fact]
    public async Task A_family_that_is_used_lives_on_and_one_that_is_not_ends()
    {
        await using var app = new SyncApp();
        var token = await RefreshAsync(app, await SignInAsync(app));
        for (var day = 0; day < 40; day += 10)
        {
            app.Clock.Advance(TimeSpan.FromDays(10));
            token = await RefreshAsync(app, token);
        }

        app.Clock.Advance(TimeSpan.FromDays(14.1));
        (await TryAsync(app, token)).Refused("not-signed-in");
    }

    private static async Task<string> SignInAsync(SyncApp app) =>
        (await app.Anyone().Post("/v1/auth/guest").Json("""{"name":"Amy"}""")).Is(HttpStatusCode.OK).Json.GetProperty("refreshToken").GetString()!;

    private static async Task<Answer> TryAsync(SyncApp app, string refreshToken) =>
        await app.Anyone().Post("/v1/auth/refresh").Json(JsonSerializer.Serialize(new { refreshToken }));

    private static async Task<string> RefreshAsync(SyncApp app, string refreshToken) =>
        (await TryAsync(app, refreshToken)).Is(HttpStatusCode.OK).Json.GetProperty("refreshToken").GetString()!;
}
