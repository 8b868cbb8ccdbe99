using System.Net;

namespace SyncServer.Tests.Administration;

/// <summary>The commands <c>grants …</c> and <c>locks …</c>, beside a running server.</summary>
public sealed class GrantCommandTests
{
    private const string Plan = "/v1/diaries/plan";

    public static TheoryData<string> Stores => CommandDatabase.Stores;

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_role_is_given_and_taken_and_the_last_owner_only_by_force(string store)
    {
        using var database = await CommandDatabase.CreateAsync(store);
        await using var server = await database.StartAsync("--Sync:Collections:diaries:Access=private");
        var amy = await Caller.SignInAsync(Wire.Connect(server.Url), "Amy");
        var ben = await Caller.SignInAsync(Wire.Connect(server.Url), "Ben");
        var (amyId, benId) = (await amy.IdAsync(), await ben.IdAsync());
        await amy.Create(Plan, "1");
        (await ben.Get(Plan)).Refused("not-found");

        await database.RunAsync("grants", "give", "diaries/plan", "viewer", "--user", benId);
        (await ben.Get(Plan)).Is(HttpStatusCode.OK);
        (await ben.Put(Plan, "2").On(await ben.Get(Plan))).Refused("not-allowed");
        Assert.Equal(
            new[] { (amyId, "owner"), (benId, "viewer") }.Order(),
            (await database.ReadAsync("grants", "list", "diaries/plan")).EnumerateArray().Select(g => (g.GetProperty("user").GetString()!, g.GetProperty("role").GetString()!)).Order());

        Assert.Contains("No owner would be left", await database.FailAsync("grants", "take", "diaries/plan", "--user", amyId), StringComparison.Ordinal);
        await database.RunAsync("grants", "take", "diaries/plan", "--user", amyId, "--force");
        (await amy.Get(Plan)).Refused("not-found");
        (await ben.Get(Plan)).Is(HttpStatusCode.OK);
        // An empty list would make its creator the owner again.
        Assert.Contains("No owner would be left", await database.FailAsync("grants", "take", "diaries/plan", "--user", benId, "--force"), StringComparison.Ordinal);
        await database.RunAsync("grants", "give", "diaries/plan", "owner", "--user", benId);
        (await ben.Put(Plan, "2").On(await ben.Get(Plan))).Is(HttpStatusCode.NoContent);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_user_is_named_by_email_or_by_issuer_and_subject(string store)
    {
        using var database = await CommandDatabase.CreateAsync(store);
        await using var server = await database.StartAsync("--Sync:Collections:diaries:Access=private");
        await (await Caller.SignInAsync(Wire.Connect(server.Url), "Amy")).Create(Plan, "1");
        var id = (await database.RunAsync("users", "add", "ben@example.com")).Split('\t')[0];
        Assert.Equal(id, await database.RunAsync("grants", "give", "diaries/plan", "editor", "--email", "ben@example.com"));
        var outside = await database.RunAsync("grants", "give", "diaries/plan", "viewer", "--issuer", "https://login.example.org/", "--subject", "42");
        Assert.StartsWith("openid-", outside, StringComparison.Ordinal);
        var listed = (await database.ReadAsync("grants", "list", "diaries/plan")).EnumerateArray().ToList();
        Assert.Equal("ben@example.com", listed.Single(g => g.GetProperty("user").ValueEquals(id)).GetProperty("email").GetString());
        await database.RunAsync("grants", "take", "diaries/plan", "--issuer", "https://login.example.org/", "--subject", "42");
        Assert.DoesNotContain(outside, await database.RunAsync("grants", "list", "diaries/plan"), StringComparison.Ordinal);

        Assert.Contains("There is no account", await database.FailAsync("grants", "give", "diaries/plan", "editor", "--email", "cora@example.com"), StringComparison.Ordinal);
        Assert.Contains("Name the user", await database.FailAsync("grants", "give", "diaries/plan", "editor"), StringComparison.Ordinal);
        Assert.Contains("does not exist", await database.FailAsync("grants", "list", "diaries/other"), StringComparison.Ordinal);
        Assert.Contains("not the name of a document", await database.FailAsync("grants", "list", "diaries"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Locks_are_listed_and_cleared(string store)
    {
        using var database = await CommandDatabase.CreateAsync(store);
        await using var server = await database.StartAsync();
        var amy = (await Caller.SignInAsync(Wire.Connect(server.Url), "Amy")).Tab();
        var ben = (await Caller.SignInAsync(Wire.Connect(server.Url), "Ben")).Tab();
        await amy.Create("/v1/notes/plan", "1");
        foreach (var document in (string[])["plan", "other"])
        {
            (await amy.Post($"/v1/notes/{document}/locks").Json("""{"scope":"","ttlSeconds":300}""")).Is(HttpStatusCode.Created);
        }

        (await ben.Put("/v1/notes/plan", "2").On(await ben.Get("/v1/notes/plan"))).Refused("locked");
        var listed = (await database.ReadAsync("locks", "list")).EnumerateArray().ToList();
        Assert.Equal(["other", "plan"], listed.Select(one => one.GetProperty("id").GetString()));
        Assert.All(listed, one => Assert.Equal(("Amy", false), (one.GetProperty("name").GetString(), one.GetProperty("expired").GetBoolean())));

        await using var listener = await EventListener.OpenAsync(ben, "?collection=notes");
        await database.FailAsync("locks", "clear", "notes");
        Assert.Equal("1 locks removed.", await database.RunAsync("locks", "clear", "notes/plan"));
        (await ben.Put("/v1/notes/plan", "2").On(await ben.Get("/v1/notes/plan"))).Is(HttpStatusCode.NoContent);
        Assert.Equal("/v1/notes/plan", (await listener.NextAsync("unlocked")).Path);
        Assert.Equal("1 locks removed.", await database.RunAsync("locks", "clear", "all"));
        Assert.Equal("/v1/notes/other", (await listener.NextAsync("unlocked")).Path);
        Assert.Empty(await database.RunAsync("locks", "list"));
    }
}
