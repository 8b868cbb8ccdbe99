using System.Net;

namespace SyncServer.Tests.Running;

/// <summary>The addresses of clients behind a proxy (docs/operations.md, "Behind a proxy").</summary>
public sealed class ProxyHeadersTests : IDisposable
{
    private const int Clients = 40;

    // Only sign-ins are limited in these tests: guests need no password, whose hash would take most of the time.
    private static readonly string[] Settings = ["--Auth:Guests=true", "--Limits:Address=0"];
    private static readonly Dictionary<string, string> Production = new() { ["ASPNETCORE_ENVIRONMENT"] = "Production" };

    private readonly TempDirectory _data = new();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.0/8,127.0.0.0/30")]
    public async Task Clients_behind_a_trusted_proxy_have_limits_of_their_own(string proxies)
    {
        await using var server = await StartAsync($"--Server:TrustedProxies={proxies}");
        await using var nginx = await Nginx.StartAsync(server.Url);
        var answers = await Task.WhenAll(Enumerable.Range(1, Clients).Select(n => SignInAsync(Wire.ConnectFrom(IPAddress.Parse($"127.0.1.{n}"), nginx.Url))));
        Assert.All(answers, answer => answer.Is(HttpStatusCode.OK));
        Assert.DoesNotContain("is not read", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_behind_a_trusted_proxy_cannot_state_another_address()
    {
        await using var server = await StartAsync("--Server:TrustedProxies=127.0.0.1");
        await using var nginx = await Nginx.StartAsync(server.Url);
        var client = Wire.ConnectFrom(IPAddress.Parse("127.0.1.1"), nginx.Url);
        var answers = await Task.WhenAll(Enumerable.Range(1, Clients).Select(n => SignInAsync(client, $"10.1.1.{n}")));
        Assert.Contains(answers, answer => answer.Status is HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Headers_of_other_addresses_are_not_read_and_one_warning_says_so()
    {
        await using var server = await StartAsync("--Server:TrustedProxies=10.0.0.0/8");
        var answers = await Task.WhenAll(Enumerable.Range(1, Clients).Select(n => SignInAsync(Wire.Connect(server.Url), $"10.1.1.{n}")));
        Assert.Contains(answers, answer => answer.Status is HttpStatusCode.TooManyRequests);
        Assert.Single(server.Output.Split('\n'), line => line.Contains("X-Forwarded-For from 127.0.0.1 is not read", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("proxy.example.org")]
    public async Task Anything_but_addresses_and_networks_is_refused(string proxies)
    {
        var refusal = await Assert.ThrowsAsync<ServerEndedException>(() => StartAsync($"--Server:TrustedProxies={proxies}"));
        Assert.Contains("Server:TrustedProxies", Assert.Single(refusal.Output.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_switch_that_trusts_every_client_is_refused()
    {
        var refusal = await Assert.ThrowsAsync<ServerEndedException>(() => ServerProcess.StartAsync(
            _data.FullPath, new Dictionary<string, string> { ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true" }));
        Assert.Contains("Server:TrustedProxies", Assert.Single(refusal.Output.Trim().Split('\n')), StringComparison.Ordinal);
    }

    public void Dispose() => _data.Dispose();

    private static async Task<Answer> SignInAsync(HttpClient http, string? stated = null)
    {
        var call = new Caller(http, Token: null).Post("/v1/auth/guest").Json("""{"name":"Amy"}""");
        return await (stated is null ? call : call.Header("X-Forwarded-For", stated));
    }

    private Task<ServerProcess> StartAsync(string setting) => ServerProcess.StartAsync(_data.FullPath, Production, [.. Settings, setting]);
}
