using System.Net;
using System.Text.Json;

namespace SyncServer.Tests.Identity;

/// <summary>Refresh token rotation (docs/protocol.md, section 11): a token is valid until its successor is used; reuse after that revokes the whole family.</summary>
public sealed class RefreshTests
{
    public enum Token
    {
        Access,
        Refresh,
    }

    [Fact]
    public async Task A_refresh_whose_response_was_lost_can_be_retried_days_later()
    {
        await using var app = new SyncApp();
        var first = await SignInAsync(app);
        await RefreshAsync(app, first);
        app.Clock.Advance(TimeSpan.FromDays(13));
        var second = await RefreshAsync(app, first);
        await RefreshAsync(app, second);
        app.Clock.Advance(TimeSpan.FromDays(13));
        var third = await RefreshAsync(app, second);
        (await MeAsync(app, third)).Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(Token.Access, 0)]
    [InlineData(Token.Access, 1)]
    [InlineData(Token.Refresh, 0)]
    [InlineData(Token.Refresh, 1)]
    public async Task Reuse_of_a_token_after_its_successor_was_used_revokes_the_family(Token used, int before)
    {
        await using var app = new SyncApp();
        var old = await SignInAsync(app);
        for (var i = 0; i < before; i++)
        {
            old = await RefreshAsync(app, old);
        }

        var newest = await RefreshAsync(app, old);
        if (used is Token.Access)
        {
            (await MeAsync(app, newest)).Is(HttpStatusCode.OK);
        }
        else
        {
            newest = await RefreshAsync(app, newest);
        }

        var other = await SignInAsync(app);

        (await TryAsync(app, old)).Refused("not-signed-in");

        (await TryAsync(app, newest)).Refused("not-signed-in");
        (await TryAsync(app, old)).Refused("not-signed-in");
        await RefreshAsync(app, await RefreshAsync(app, other));
    }

    [Fact]
    public async Task The_access_token_from_before_a_refresh_stays_valid_and_does_not_count_as_use_of_the_new_one()
    {
        await using var app = new SyncApp();
        var first = await SignInAsync(app);
        var second = await RefreshAsync(app, first);
        (await MeAsync(app, second)).Is(HttpStatusCode.OK);
        await RefreshAsync(app, second);

        (await MeAsync(app, second)).Is(HttpStatusCode.OK);
        (await MeAsync(app, first)).Is(HttpStatusCode.OK);

        await RefreshAsync(app, await RefreshAsync(app, second));
    }

    [Fact]
    public async Task Two_tabs_can_refresh_concurrently()
    {
        await using var app = new SyncApp();
        var token = await SignInAsync(app);
        for (var round = 0; round < 5; round++)
        {
            var tokens = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RefreshAsync(app, token)));
            Assert.All(await Task.WhenAll(tokens.Select(one => MeAsync(app, one))), answer => answer.Is(HttpStatusCode.OK));
            token = tokens[round % 4];
        }
    }

    [Fact]
    public async Task A_concurrent_use_and_retry_are_ordered()
    {
        await using var app = new SyncApp();
        for (var round = 0; round < 20; round++)
        {
            var old = await SignInAsync(app);
            var newest = await RefreshAsync(app, old);
            var used = MeAsync(app, newest);
            var repeated = await TryAsync(app, old);
            (await used).Is(HttpStatusCode.OK);
            // The retry came either after the use or before it.
            (await TryAsync(app, newest)).Is(repeated.Status);
            (await TryAsync(app, old)).Refused("not-signed-in");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rotation_state_survives_a_restart(bool isUsed)
    {
        using var data = new TempDirectory();
        Pair old;
        Pair next;
        await using (var before = new SyncApp { DataDirectory = data.FullPath })
        {
            old = await SignInAsync(before);
            next = await RefreshAsync(before, old);
            if (isUsed)
            {
                (await MeAsync(before, next)).Is(HttpStatusCode.OK);
            }
        }

        await using var after = new SyncApp { DataDirectory = data.FullPath };
        if (isUsed)
        {
            (await TryAsync(after, old)).Refused("not-signed-in");
            (await TryAsync(after, next)).Refused("not-signed-in");
        }
        else
        {
            await RefreshAsync(after, await RefreshAsync(after, old));
        }
    }

    [Fact]
    public async Task A_family_lives_as_long_as_it_is_refreshed()
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

    private sealed record Pair(string Access, string Refresh);

    private static async Task<Pair> SignInAsync(SyncApp app) => PairOf(await app.Anyone().Post("/v1/auth/guest").Json("""{"name":"Amy"}"""));

    private static async Task<Answer> TryAsync(SyncApp app, Pair pair) =>
        await app.Anyone().Post("/v1/auth/refresh").Json(JsonSerializer.Serialize(new { refreshToken = pair.Refresh }));

    private static async Task<Pair> RefreshAsync(SyncApp app, Pair pair) => PairOf(await TryAsync(app, pair));

    private static async Task<Answer> MeAsync(SyncApp app, Pair pair) => await (app.Anyone() with { Token = pair.Access }).Get("/v1/auth/me");

    private static Pair PairOf(Answer answer)
    {
        var json = answer.Is(HttpStatusCode.OK).Json;
        return new Pair(json.GetProperty("accessToken").GetString()!, json.GetProperty("refreshToken").GetString()!);
    }
}
