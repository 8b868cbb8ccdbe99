namespace SyncServer.Tests.Running;

/// <summary>Links work behind a path prefix (docs/protocol.md, section 12).</summary>
public sealed class PathPrefixTests
{
    [Fact]
    public async Task X_Forwarded_Prefix_is_in_every_link()
    {
        await using var app = new SyncApp { Settings = { ["Server:TrustedProxies"] = "127.0.0.1" } };
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = (await amy.Create(note, "1").Header("X-Forwarded-Prefix", "/docs")).Saved("created", 1);
        Assert.Equal($"/docs{note}", first["Location"]);
        var refused = await amy.Create(note, "2").Header("X-Forwarded-Prefix", "/docs");
        Assert.Equal("/docs/problems/already-exists", refused.Json.GetProperty("type").GetString());
        Assert.Equal($"/docs{note}", refused.Json.GetProperty("instance").GetString());
    }

    [Theory]
    [InlineData("//other.example")]
    [InlineData("/docs//other.example")]
    [InlineData("docs")]
    [InlineData("/docs/")]
    [InlineData("/do cs")]
    [InlineData("/docs, /more")]
    public async Task A_prefix_that_is_not_a_plain_path_is_ignored(string prefix)
    {
        await using var app = new SyncApp { Settings = { ["Server:TrustedProxies"] = "127.0.0.1" } };
        var note = SyncApp.NewDocument();
        Assert.Equal(note, (await (await app.SignInAsync()).Create(note, "1").Header("X-Forwarded-Prefix", prefix)).Saved("created", 1)["Location"]);
    }

    [Fact]
    public async Task Server_PathBase_is_in_every_link()
    {
        await using var app = new SyncApp { Settings = { ["Server:PathBase"] = "/docs" } };
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        Assert.Equal($"/docs{note}", (await amy.Create("/docs" + note, "1")).Saved("created", 1)["Location"]);
        Assert.Contains("edit-conflict", (await amy.Get("/docs/problems/edit-conflict")).Text, StringComparison.Ordinal);
        Assert.Contains("<title>", (await amy.Get("/docs/")).Text, StringComparison.Ordinal);
        Assert.All([await amy.Get("/docs/nothing"), await amy.Get("/docs/v1/notes/plan/nothing")], answer => answer.Refused("not-found", "/docs"));
    }
}
