using System.Net;
using System.Text.Json;

namespace SyncServer.Tests.Administration;

/// <summary>The commands <c>users …</c>, beside a running server.</summary>
public sealed class UserCommandTests
{
    private const string Password = "correct horse battery";

    public static TheoryData<string> Stores => CommandDatabase.Stores;

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task An_account_is_added_locked_given_a_new_password_and_deleted(string store)
    {
        using var database = await CommandDatabase.CreateAsync(store);
        await using var server = await database.StartAsync();
        var added = (await database.RunAsync("users", "add", "ben@example.com", "--name", "Ben")).Split('\t');
        Assert.Equal("ben@example.com", added[1]);
        var first = await SignInAsync(server, "ben@example.com", added[2]);
        var listed = Assert.Single((await database.ReadAsync("users", "list")).EnumerateArray());
        Assert.Equal(
            (added[0], "ben@example.com", "Ben", false, false),
            (listed.GetProperty("id").GetString(), listed.GetProperty("email").GetString(), listed.GetProperty("name").GetString(), listed.GetProperty("operator").GetBoolean(), listed.GetProperty("locked").GetBoolean()));

        await database.RunAsync("users", "lock", "ben@example.com");
        (await LoginAsync(server, "ben@example.com", added[2])).Refused("not-signed-in");
        (await RefreshAsync(server, first)).Refused("not-signed-in");
        Assert.EndsWith("\tlocked", await database.RunAsync("users", "list"), StringComparison.Ordinal);

        // The sign-ins before the lock stay ended.
        await database.RunAsync("users", "unlock", added[0]);
        (await RefreshAsync(server, first)).Refused("not-signed-in");
        var second = await SignInAsync(server, "ben@example.com", added[2]);

        await database.RunWithInputAsync(Password + "\n", "users", "reset-password", "ben@example.com", "--password-stdin");
        (await LoginAsync(server, "ben@example.com", added[2])).Refused("not-signed-in");
        (await RefreshAsync(server, second)).Refused("not-signed-in");
        var third = await SignInAsync(server, "ben@example.com", Password);
        (await RefreshAsync(server, third)).Is(HttpStatusCode.OK);

        await database.RunAsync("users", "delete", "ben@example.com");
        (await LoginAsync(server, "ben@example.com", Password)).Refused("not-signed-in");
        (await RefreshAsync(server, third)).Refused("not-signed-in");
        Assert.Empty((await database.ReadAsync("users", "list")).EnumerateArray());
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task An_operator_may_read_the_metrics_at_once_and_until_it_is_revoked(string store)
    {
        using var database = await CommandDatabase.CreateAsync(store);
        await using var server = await database.StartAsync(new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Production" });
        await database.RunWithInputAsync(Password, "users", "add", "ben@example.com", "--password-stdin");
        var ben = new Caller(Wire.Connect(server.Url), (await SignInAsync(server, "ben@example.com", Password)).GetProperty("accessToken").GetString());
        (await ben.Get("/metrics")).Refused("not-allowed");
        await database.RunAsync("users", "make-operator", "ben@example.com");
        (await ben.Get("/metrics")).Is(HttpStatusCode.OK);
        await database.RunAsync("users", "make-operator", "ben@example.com", "--revoke");
        (await ben.Get("/metrics")).Refused("not-allowed");
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_cannot_be_done_is_said_in_one_line(string store)
    {
        using var database = await CommandDatabase.CreateAsync(store);
        if (store is "sqlite")
        {
            Assert.Contains("does not exist", await database.FailAsync("users", "list"), StringComparison.Ordinal);
            Assert.False(File.Exists(database.File));
            await using var server = await database.StartAsync();
            Assert.Equal(0, await server.StopAsync());
        }

        await database.RunWithInputAsync(Password, "users", "add", "ben@example.com", "--password-stdin");
        Assert.Contains("ben@example.com", await database.FailAsync("users", "add", "ben@example.com"), StringComparison.Ordinal);
        Assert.Contains("There is no account amy@example.com", await database.FailAsync("users", "lock", "amy@example.com"), StringComparison.Ordinal);
        Assert.Contains("There is no account user-1", await database.FailAsync("users", "delete", "user-1"), StringComparison.Ordinal);
        Assert.Contains("no password", await database.FailAsync("users", "reset-password", "ben@example.com", "--password-stdin"), StringComparison.Ordinal);
        var (exitCode, _, errors) = await ServerProcess.RunWithInputAsync("short", database.Words("users", "reset-password", "ben@example.com", "--password-stdin"));
        Assert.Equal(1, exitCode);
        Assert.Contains("at least 10", errors, StringComparison.Ordinal);
        await using var again = await database.StartAsync();
        await SignInAsync(again, "ben@example.com", Password);
    }

    private static async Task<Answer> LoginAsync(ServerProcess server, string email, string password) =>
        await new Caller(Wire.Connect(server.Url), Token: null).Post("/v1/auth/login").Json(JsonSerializer.Serialize(new { email, password }));

    private static async Task<JsonElement> SignInAsync(ServerProcess server, string email, string password) => (await LoginAsync(server, email, password)).Is(HttpStatusCode.OK).Json;

    private static async Task<Answer> RefreshAsync(ServerProcess server, JsonElement signIn) =>
        await new Caller(Wire.Connect(server.Url), Token: null).Post("/v1/auth/refresh").Json(JsonSerializer.Serialize(new { refreshToken = signIn.GetProperty("refreshToken").GetString() }));
}
