using System.Net;
using System.Text.Json;

namespace SyncServer.Tests.Identity;

/// <summary>Roles on private documents (docs/protocol.md, section 11).</summary>
public sealed class RoleTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task Granted_and_revoked_roles_apply_at_once()
    {
        var (amy, bob, diary) = await NewDiaryAsync();
        (await bob.Get(diary)).Refused("not-found");

        await amy.GrantAsync(diary, bob, "viewer");
        var seen = (await bob.Get(diary)).Is(HttpStatusCode.OK);
        (await bob.Put(diary, "2").On(seen)).Refused("not-allowed");

        await amy.GrantAsync(diary, bob, "editor");
        (await bob.Put(diary, "2").On(seen)).Saved("verified", 2);
        (await bob.GrantAsync(diary, bob, "owner")).Refused("not-allowed");

        (await amy.RevokeAsync(diary, bob)).Is(HttpStatusCode.NoContent);
        (await bob.Get(diary)).Refused("not-found");
        (await bob.Put(diary, "3").On(seen)).Refused("not-found");
    }

    [Fact]
    public async Task A_cached_response_requires_read_access()
    {
        var (amy, bob, diary) = await NewDiaryAsync();
        await amy.GrantAsync(diary, bob, "viewer");
        await amy.Get(diary);
        Assert.NotNull((await bob.Get(diary)).Is(HttpStatusCode.OK)["Age"]);
        (await (await app.SignInAsync("Eve")).Get(diary)).Refused("not-found");
        await amy.RevokeAsync(diary, bob);
        (await bob.Get(diary)).Refused("not-found");
        (await bob.Send("HEAD", diary)).Is(HttpStatusCode.NotFound);
        (await bob.Get(diary).Header("If-None-Match", "*")).Refused("not-found");
    }

    [Fact]
    public async Task The_last_owner_cannot_be_removed()
    {
        var (amy, bob, diary) = await NewDiaryAsync();
        (await amy.RevokeAsync(diary, amy)).Refused("not-allowed");
        (await amy.GrantAsync(diary, amy, "editor")).Refused("not-allowed");
        await amy.GrantAsync(diary, bob, "owner");
        (await amy.RevokeAsync(diary, amy)).Is(HttpStatusCode.NoContent);
        (await amy.Get(diary)).Refused("not-found");
        (await bob.RevokeAsync(diary, bob)).Refused("not-allowed");
    }

    [Fact]
    public async Task Of_two_owners_who_remove_each_other_concurrently_one_remains()
    {
        for (var round = 0; round < 10; round++)
        {
            var (amy, bob, diary) = await NewDiaryAsync();
            await amy.GrantAsync(diary, bob, "owner");

            var answers = await Task.WhenAll(amy.RevokeAsync(diary, bob), bob.RevokeAsync(diary, amy));

            Assert.Single(answers, answer => answer.Status is HttpStatusCode.NoContent);
            Assert.Single(await Task.WhenAll(amy.Get(diary).SendAsync(), bob.Get(diary).SendAsync()), answer => answer.Status is HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Of_two_users_who_create_one_document_concurrently_the_second_gets_404()
    {
        var people = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => app.SignInAsync($"Person {i}")));
        for (var round = 0; round < 25; round++)
        {
            var diary = SyncApp.NewDocument("diaries");

            var answers = await Task.WhenAll(people.Select((person, i) => person.Tab().Create(diary, $$"""{"of":{{i}}}""").SendAsync()));

            Assert.Single(answers, answer => answer.Status is HttpStatusCode.Created);
            foreach (var answer in answers.Where(answer => answer.Status is not HttpStatusCode.Created))
            {
                answer.Refused("not-found");
            }

            var reads = await Task.WhenAll(people.Select(person => person.Get(diary).SendAsync()));
            Assert.Equal(answers.Select(a => a.Status is HttpStatusCode.Created), reads.Select(r => r.Status is HttpStatusCode.OK));
        }
    }

    [Fact]
    public async Task A_deleted_document_keeps_its_owners_when_it_is_created_again()
    {
        var (amy, bob, diary) = await NewDiaryAsync();
        await amy.GrantAsync(diary, bob, "editor");
        var gone = (await bob.Delete(diary).On(await bob.Get(diary))).Saved("deleted", 2);
        var eve = await app.SignInAsync("Eve");
        (await eve.Get(diary)).Refused("not-found");
        (await eve.Create(diary, "1")).Refused("not-found");

        (await bob.Put(diary, "3").On(gone)).Saved("created", 3);
        (await bob.GrantAsync(diary, eve, "viewer")).Refused("not-allowed");
        (await amy.RevokeAsync(diary, bob)).Is(HttpStatusCode.NoContent);
        (await bob.Get(diary)).Refused("not-found");
    }

    [Fact]
    public async Task A_list_has_only_readable_documents()
    {
        var (amy, bob, diary) = await NewDiaryAsync();
        var made = (await bob.Post("/v1/diaries").Json("{}")).Is(HttpStatusCode.Created)["Location"]!;
        Assert.Equal([IdOf(made)], await ListAsync(bob));
        await amy.GrantAsync(diary, bob, "viewer");
        Assert.Equal(new[] { IdOf(made), IdOf(diary) }.Order(StringComparer.Ordinal), await ListAsync(bob));
        Assert.Equal([IdOf(diary)], await ListAsync(amy));
        Assert.Empty(await ListAsync(await app.SignInAsync("Eve")));
        var first = (await bob.Get("/v1/diaries?limit=1")).Json;
        Assert.Equal(1, first.GetProperty("items").GetArrayLength());
        Assert.Single((await bob.Get($"/v1/diaries?limit=1&after={first.GetProperty("next")}")).Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Access_is_checked_for_each_save_of_a_batch()
    {
        var (amy, bob, diary) = await NewDiaryAsync();
        var (seen, mine) = (SyncApp.NewDocument("diaries"), SyncApp.NewDocument("diaries"));
        await amy.Create(seen, "1");
        await amy.GrantAsync(seen, bob, "viewer");
        string Save(string document, string how) => $$"""{"collection":"diaries","id":"{{IdOf(document)}}","method":"PUT","json":2,{{how}}}""";
        var etag = JsonSerializer.Serialize((await amy.Get(diary)).ETag);

        var results = (await bob.Post("/v1/batch").Json($$"""
            {"saves":[{{Save(diary, "\"ifMatch\":" + etag)}},{{Save(diary, "\"ifNoneMatch\":\"*\"")}},{{Save(seen, "\"ifMatch\":" + etag)}},
            {{Save(mine, "\"ifMatch\":" + etag)}},{{Save(mine, "\"ifNoneMatch\":\"*\"")}}]}
            """)).Is(HttpStatusCode.OK).Json.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("status").GetInt32());

        Assert.Equal([404, 404, 403, 404, 201], results);
        (await bob.GrantAsync(mine, amy, "viewer")).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Only_owners_can_list_roles()
    {
        var (amy, bob, diary) = await NewDiaryAsync();
        await amy.GrantAsync(diary, bob, "editor");
        var list = (await amy.Get(diary + "/access")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()
            .ToDictionary(item => item.GetProperty("user").GetString()!, item => item.GetProperty("role").GetString());
        Assert.Equal(new() { [await amy.IdAsync()] = "owner", [await bob.IdAsync()] = "editor" }, list);
        (await bob.Get(diary + "/access")).Refused("not-allowed");
    }

    [Theory]
    [InlineData("""{"role":"king"}""")]
    [InlineData("""{"role":"Viewer"}""")]
    [InlineData("""{"role":"1"}""")]
    [InlineData("""{"role":null}""")]
    [InlineData("{}")]
    [InlineData("[")]
    public async Task An_unknown_role_is_400(string body)
    {
        var (amy, _, diary) = await NewDiaryAsync();
        (await amy.Send("PUT", diary + "/access/bob").Json(body)).Refused("invalid-body");
        (await amy.Send("PUT", diary + "/access/b%20b").Json("""{"role":"viewer"}""")).Refused("invalid-name");
    }

    [Fact]
    public async Task A_document_from_when_its_collection_was_shared_belongs_to_its_creator()
    {
        using var data = new TempDirectory();
        Caller amy;
        Caller bob;
        await using (var shared = new SyncApp { DataDirectory = data.FullPath })
        {
            (amy, bob) = (await shared.SignInAsync("Amy"), await shared.SignInAsync("Bob"));
            (await amy.Create("/v1/plans/a", "1")).Saved("created", 1);
            (await bob.Get("/v1/plans/a")).Is(HttpStatusCode.OK);
            (await bob.GrantAsync("/v1/plans/a", bob, "owner")).Refused("not-allowed");
        }

        await using var closed = new SyncApp { DataDirectory = data.FullPath, Settings = { ["Sync:Collections:plans:Access"] = "private" } };
        (amy, bob) = (amy with { Http = closed.Connect() }, bob with { Http = closed.Connect() });
        (await bob.Get("/v1/plans/a")).Refused("not-found");
        (await bob.Create("/v1/plans/a", "1")).Refused("not-found");
        (await amy.Get("/v1/plans/a")).Is(HttpStatusCode.OK);
        (await amy.GrantAsync("/v1/plans/a", bob, "editor")).Is(HttpStatusCode.NoContent);
        (await bob.Put("/v1/plans/a", "2").On(await bob.Get("/v1/plans/a"))).Saved("verified", 2);
        (await amy.Get("/v1/plans/a")).Is(HttpStatusCode.OK);
    }

    private static string IdOf(string document) => document.Split('/')[^1];

    private static async Task<IEnumerable<string?>> ListAsync(Caller caller) =>
        (await caller.Get("/v1/diaries")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()).ToList();

    private async Task<(Caller Amy, Caller Bob, string Diary)> NewDiaryAsync()
    {
        var diary = SyncApp.NewDocument("diaries");
        var amy = await app.SignInAsync("Amy");
        (await amy.Create(diary, "1")).Saved("created", 1);
        return (amy, await app.SignInAsync("Bob"), diary);
    }
}
