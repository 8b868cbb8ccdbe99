using System.Net;

namespace SyncServer.Tests.Running;

/// <summary>Warnings, access and logs in Production.</summary>
public sealed class ProductionTests
{
    private static readonly Dictionary<string, string> Production = new() { ["ASPNETCORE_ENVIRONMENT"] = "Production" };

    [Fact]
    public async Task Unsafe_settings_are_logged_at_the_start()
    {
        using var data = new TempDirectory();
        await using var server = await ServerProcess.StartAsync(data.FullPath, Production, "--Auth:Guests=true", "--ConnectionStrings:Redis=127.0.0.1:1,password=secret", "--Cors:Origins=*", "--Limits:User=0");
        foreach (var key in (string[])["Auth:Guests", "ConnectionStrings:Redis", "Cors:Origins", "Limits:User"])
        {
            Assert.Contains($"In Production, {key}", server.Output);
        }

        Assert.DoesNotContain("Limits:Address", server.Output);
    }

    [Fact]
    public async Task Safe_settings_cause_no_warning_and_guests_are_off()
    {
        using var data = new TempDirectory();
        await using var server = await ServerProcess.StartAsync(data.FullPath, Production);
        var anyone = new Caller(Wire.Connect(server.Url), Token: null);
        (await anyone.Post("/v1/auth/guest").Json("""{"name":"Amy"}""")).Refused("not-found");
        (await anyone.Post("/v1/auth/register").Json("""{"email":"amy@example.com","password":"correct horse battery"}""")).Is(HttpStatusCode.OK);
        Assert.DoesNotContain("warn:", server.Output);
    }

    [Fact]
    public async Task The_dashboard_is_for_operators_and_the_Insights_Urls()
    {
        using var data = new TempDirectory();
        string id;
        await using (var before = await ServerProcess.StartAsync(data.FullPath, Production))
        {
            id = await (await EnterAsync(before, "register", "amy@example.com")).IdAsync();
        }

        var port = FreePort.Next();
        await using var server = await ServerProcess.StartAsync(data.FullPath, Production, $"--Auth:Operators={id},bob@example.com", $"--Insights:Urls=http://127.0.0.1:{port}");
        var amy = await EnterAsync(server, "login", "amy@example.com");
        // His e-mail address is not verified.
        var bob = await EnterAsync(server, "register", "bob@example.com");
        var inside = new Caller(Wire.Connect(new Uri($"http://127.0.0.1:{port}/")), Token: null);
        foreach (var path in (string[])["/metrics", "/insights", "/dashboard"])
        {
            (await amy.Get(path)).Is(HttpStatusCode.OK);
            (await inside.Get(path)).Is(HttpStatusCode.OK);
            (await bob.Get(path)).Refused("not-allowed");
            (await (bob with { Token = null }).Get(path)).Refused("not-signed-in");
        }
    }

    [Fact]
    public async Task The_log_contains_no_token_session_password_or_document()
    {
        using var data = new TempDirectory();
        await using var server = await ServerProcess.StartAsync(data.FullPath, "--Logging:LogLevel:Default=Debug", "--Logging:LogLevel:Microsoft.AspNetCore=Debug", "--Logging:LogLevel:Microsoft.EntityFrameworkCore=Debug");
        var anyone = new Caller(Wire.Connect(server.Url), Token: null);
        var tokens = (await anyone.Post("/v1/auth/register").Json("""{"email":"amy@example.com","password":"PASSWORD-marker"}""")).Is(HttpStatusCode.OK).Json;
        var (access, refresh) = (tokens.GetProperty("accessToken").GetString()!, tokens.GetProperty("refreshToken").GetString()!);
        var amy = new Caller(Wire.Connect(server.Url), access).In("SESSION-marker");
        var saved = (await amy.Create("/v1/notes/a", """{"a":"CONTENT-marker"}""").Sequence(1)).Saved("created", 1);
        await (amy with { Session = null }).Put("/v1/notes/a?session_id=SESSION-marker&access_token=TOKEN-marker", """{"a":"CONTENT-marker 2"}""").On(saved);
        await amy.In("SESSION-marker-2").Put("/v1/notes/a", """{"a":"CONTENT-marker 3"}""").On(saved);
        await amy.Patch("/v1/notes/a", "CONTENT-marker").On(saved);
        await amy.Get("/v1/notes/a?access_token=TOKEN-marker");
        await anyone.Get("/v1/notes/a").Header("Authorization", "Bearer TOKEN-marker");
        await anyone.Get("/v1/notes/a").Header("Authorization", "Bearer " + access[..^5] + "AAAAA");
        await anyone.Post("/v1/auth/login").Json("""{"email":"amy@example.com","password":"PASSWORD-marker wrong"}""");
        (await anyone.Post("/v1/auth/refresh").Json($$"""{"refreshToken":"{{refresh}}"}""")).Is(HttpStatusCode.OK);
        await server.StopAsync();

        Assert.Contains("dbug:", server.Output);
        foreach (var secret in (string[])["marker", access, access[..^5], refresh])
        {
            Assert.DoesNotContain(secret, server.Output, StringComparison.Ordinal);
        }
    }

    private static async Task<Caller> EnterAsync(ServerProcess server, string way, string email)
    {
        var anyone = new Caller(Wire.Connect(server.Url), Token: null);
        var tokens = (await anyone.Post("/v1/auth/" + way).Json($$"""{"email":"{{email}}","password":"correct horse battery"}""")).Is(HttpStatusCode.OK).Json;
        return anyone with { Token = tokens.GetProperty("accessToken").GetString() };
    }
}
