using System.Net;
using System.Text.Json;

namespace SyncServer.Tests.Identity;

/// <summary>Accounts with e-mail and password (docs/protocol.md, section 11).</summary>
public sealed class AccountTests(SyncApp app) : IClassFixture<SyncApp>
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task Registration_and_login_give_the_same_user()
    {
        var email = NewEmail();
        var registered = await EnterAsync(app, "register", email, Password, "Amy Peters");
        var loggedIn = await EnterAsync(app, "login", email, Password);
        var shouted = await EnterAsync(app, "login", email.ToUpperInvariant(), Password);

        var id = await registered.IdAsync();
        Assert.StartsWith("user-", id, StringComparison.Ordinal);
        Assert.Equal([id, id], [await loggedIn.IdAsync(), await shouted.IdAsync()]);
        var note = SyncApp.NewDocument();
        await loggedIn.Create(note, "1");
        Assert.Equal("Amy Peters", (await loggedIn.Get(note + "/info")).Json.GetProperty("createdBy").GetProperty("name").GetString());
        Assert.DoesNotContain("@", (await loggedIn.Get(note + "/info")).Text);
    }

    [Theory]
    [InlineData("amy@example.com", "short")]
    [InlineData("amy@example.com", null)]
    [InlineData("no address", Password)]
    [InlineData("", Password)]
    [InlineData(null, Password)]
    [InlineData("a\u0000b@example.com", Password)]
    [InlineData("a\u0000b@example.com", Password, "Amy")]
    [InlineData("amy@example.com", Password, "\u0007")]
    public async Task An_invalid_registration_is_refused(string? email, string? password, string? name = null)
    {
        (await TryAsync(app, "register", email, password, name)).Refused("invalid-body");
        (await TryAsync(app, "login", email, password)).Refused("not-signed-in");
    }

    [Fact]
    public async Task Concurrent_registrations_of_one_address_create_one_account()
    {
        var email = NewEmail();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => TryAsync(app, "register", email, $"{Password} {i}")));
        Assert.Single(answers, answer => answer.Status is HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer.Status is not HttpStatusCode.OK), answer => answer.Refused("invalid-body"));
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_get_the_same_response()
    {
        var email = NewEmail();
        await EnterAsync(app, "register", email, Password);
        var wrong = (await TryAsync(app, "login", email, "wrong horse battery")).Refused("not-signed-in");
        var unknown = (await TryAsync(app, "login", NewEmail(), Password)).Refused("not-signed-in");
        Assert.Equal(wrong.Json.GetProperty("detail").GetString(), unknown.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Repeated_wrong_passwords_lock_the_account()
    {
        var email = NewEmail();
        await EnterAsync(app, "register", email, Password);
        for (var i = 0; i < 5; i++)
        {
            (await TryAsync(app, "login", email, $"guess number {i}")).Refused("not-signed-in");
        }

        (await TryAsync(app, "login", email, Password)).Refused("not-signed-in");
    }

    [Fact]
    public async Task An_account_survives_a_restart()
    {
        using var data = new TempDirectory();
        string id;
        await using (var before = new SyncApp { DataDirectory = data.FullPath })
        {
            id = await (await EnterAsync(before, "register", "amy@example.com", Password)).IdAsync();
        }

        await using var after = new SyncApp { DataDirectory = data.FullPath };
        Assert.Equal(id, await (await EnterAsync(after, "login", "amy@example.com", Password)).IdAsync());
    }

    private static string NewEmail() => $"amy.{Guid.NewGuid():n}@example.com";

    private static async Task<Answer> TryAsync(SyncApp app, string way, string? email, string? password, string? name = null) =>
        await app.Anyone().Post("/v1/auth/" + way).Json(JsonSerializer.Serialize(new { email, password, name }));

    private static async Task<Caller> EnterAsync(SyncApp app, string way, string email, string password, string? name = null) =>
        app.Anyone() with { Token = (await TryAsync(app, way, email, password, name)).Is(HttpStatusCode.OK).Json.GetProperty("accessToken").GetString() };
}
