namespace SyncServer.Tests.Http;

/// <summary>Names of collections and documents (docs/protocol.md, sections 4.2 and 1).</summary>
public sealed class Step2NameTests(SyncApp app) : IClassFixture<SyncApp>
{
    public static TheoryData<string> BadPaths => new(
        "/v1/Notes/a", "/v1/1notes/a", "/v1/-notes/a", "/v1/no_tes/a", "/v1/no.tes/a", "/v1/n%C3%B6tes/a", "/v1/no%20tes/a",
        "/v1/" + new string('c', 64) + "/a", "/v1/notes/-a", "/v1/notes/.a", "/v1/notes/_a", "/v1/notes/~a", "/v1/notes/a%20b",
        "/v1/notes/%C3%A4", "/v1/notes/a%2Fb", "/v1/notes/a%0A", "/v1/notes/a%25", "/v1/notes/a:b", "/v1/notes/a'b",
        "/v1/notes/" + new string('i', 129), "/v1/batch/a", "/v1/changes/a", "/v1/events/a", "/v1/auth/a");

    public static TheoryData<string> GoodPaths => new(
        "/v1/n/a", "/v1/notes-2/A", "/v1/n--/0", "/v1/" + new string('c', 63) + "/a", "/v1/notes/A.b_c~d-9",
        "/v1/notes/" + new string('i', 128), "/v1/problems/a", "/v1/notes/info", "/v1/notes/revisions", "/v1/notes/a%2Db");

    [Theory]
    [MemberData(nameof(BadPaths))]
    public async Task A_malformed_or_reserved_name_is_400(string path)
    {
        var amy = await app.SignInAsync();
        (await amy.Create(path, "{}")).Refused("invalid-name");
        (await amy.Patch(path, "{}").IfMatch("\"1-a\"")).Refused("invalid-name");
        (await amy.Delete(path)).Refused("invalid-name");
        (await amy.Get(path)).Refused("invalid-name");
        (await amy.Get(path + "/info")).Refused("invalid-name");
        (await amy.Get(path + "/revisions")).Refused("invalid-name");
    }

    [Theory]
    [InlineData("/v1/Notes")]
    [InlineData("/v1/no_tes")]
    [InlineData("/v1/%20")]
    public async Task A_malformed_collection_is_400_for_lists_and_generated_ids(string path)
    {
        var amy = await app.SignInAsync();
        (await amy.Get(path)).Refused("invalid-name");
        (await amy.Post(path).Json("{}")).Refused("invalid-name");
    }

    [Theory]
    [MemberData(nameof(GoodPaths))]
    public async Task The_longest_and_most_unusual_allowed_names_are_accepted(string path)
    {
        var amy = await app.SignInAsync();
        (await amy.Create(path, "{}")).Saved("created", 1);
        (await amy.Get(path)).Is(System.Net.HttpStatusCode.OK);
        Assert.Single(await amy.RevisionsAsync(path));
    }

    [Fact]
    public async Task Ids_are_case_sensitive_and_scoped_to_their_collection()
    {
        var amy = await app.SignInAsync();
        var id = Guid.NewGuid().ToString("n");
        (await amy.Create($"/v1/notes/a{id}", "1")).Saved("created", 1);
        (await amy.Create($"/v1/notes/A{id}", "2")).Saved("created", 1);
        (await amy.Create($"/v1/tasks/a{id}", "3")).Saved("created", 1);
        Assert.Equal("1", (await amy.Get($"/v1/notes/a{id}")).Text);
    }
}
