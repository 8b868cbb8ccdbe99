namespace SyncServer.Client.Tests;

/// <summary>The addresses of requests behind a path prefix.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("http://sync.test", "")]
    [InlineData("http://sync.test/", "")]
    [InlineData("http://sync.test/sync", "/sync")]
    [InlineData("http://sync.test/a/sync/", "/a/sync")]
    public async Task The_prefix_of_the_base_address_is_kept(string address, string prefix)
    {
        var server = new FakeServer();
        var http = new HttpClient(server) { BaseAddress = new Uri(address) };
        var signing = SyncSignIn.GuestAsync(http, "Amy");
        var guest = await server.NextAsync();
        Assert.Equal(prefix + "/v1/auth/guest", guest.Path);
        guest.Json(200, """{"accessToken":"token","expiresIn":900,"refreshToken":"r"}""");
        using var tokens = await signing;
        using var client = new SyncClient(http, tokens);
        var opening = client.OpenAsync("notes", "one");
        var read = await server.NextAsync();
        Assert.Equal(prefix + "/v1/notes/one", read.Path);
        read.Read(3, "a");
        var document = await opening;
        document.Save(FakeServer.Text("b"));
        _ = document.FlushAsync();
        var save = await server.NextAsync();
        Assert.Equal(prefix + "/v1/notes/one", save.Path);
        save.Conflict(5, new Uri($"{prefix}/v1/notes/one/revisions/5", UriKind.Relative));
        Assert.Equal(prefix + "/v1/notes/one/revisions/5", (await server.NextAsync()).Path);
    }
}
