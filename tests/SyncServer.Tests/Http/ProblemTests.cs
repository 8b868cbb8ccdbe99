using System.Net;

namespace SyncServer.Tests.Http;

/// <summary>Problems that do not belong to a step (docs/protocol.md, section 5). Every test that expects a refusal checks the shape of the problem.</summary>
public sealed class ProblemTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Theory]
    [InlineData("POST", "/v1/notes/a")]
    [InlineData("PUT", "/v1/notes")]
    [InlineData("DELETE", "/v1/notes")]
    [InlineData("PUT", "/v1/notes/a/info")]
    [InlineData("POST", "/v1/notes/a/revisions")]
    [InlineData("DELETE", "/v1/notes/a/revisions/1")]
    [InlineData("BREW", "/v1/notes/a")]
    public async Task An_unsupported_method_is_405_with_Allow(string method, string path)
    {
        var answer = await (await app.SignInAsync()).Send(method, path).Json("{}").IfNew();
        Assert.Contains("GET", answer.Refused("method-not-allowed")["Allow"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/notes/a/b/c/d")]
    [InlineData("/v1/notes/a/nothing")]
    [InlineData("/v2/notes/a")]
    public async Task An_unknown_path_is_404(string path) =>
        (await (await app.SignInAsync()).Get(path)).Refused("not-found");

    [Fact]
    public async Task Every_problem_has_title_detail_and_trace_id()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(1);
        var second = await tab.Delete(note).On(first).Sequence(3);
        var problems = new[]
        {
            await tab.Get(note), await tab.Get(SyncApp.NewDocument()), await tab.Get("/v1/Bad/a"), await tab.Get("/v1/notes?limit=x"),
            await tab.Put(note, "2"), await tab.Put(note, "{").IfNew(), await tab.Patch(note, "2").On(second), await tab.Send("BREW", note),
            await tab.Patch(note, "{}").On(first).Sequence(2), await tab.Put(note, "2").On(first).Sequence(3), await app.Anyone().Get(note),
        };
        Assert.All(problems, problem => Assert.True(problem.Json.TryGetProperty("detail", out _), problem.ToString()));
    }

    public static TheoryData<string> Names => [.. Answer.ProblemStatus.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_type_of_a_problem_is_a_page_with_meaning_and_remedy(string name)
    {
        var page = (await app.Anyone().Get("/problems/" + name)).Is(HttpStatusCode.OK);
        Assert.StartsWith("text/html", page["Content-Type"], StringComparison.Ordinal);
        Assert.Contains("default-src", page["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Contains($"<h1>{name} ({Answer.ProblemStatus[name]})</h1>", page.Text, StringComparison.Ordinal);
        Assert.Matches("<h2>What happened</h2>\\s*<p>[^<]{20,}</p>\\s*<h2>What a client does</h2>\\s*<p>[^<]{10,}</p>", page.Text);
    }

    [Theory]
    [InlineData("/problems/nothing")]
    [InlineData("/problems/")]
    public async Task An_unknown_problem_type_is_404(string path) => (await app.Anyone().Get(path)).Refused("not-found");

    [Fact]
    public async Task The_trace_of_the_caller_continues()
    {
        var answer = await (await app.SignInAsync()).Get(SyncApp.NewDocument())
            .Header("Traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        Assert.Contains("4bf92f3577b34da6a3ce929d0e0e4736", answer.Refused("not-found").Json.GetProperty("traceId").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_OnlyNamedCollections_other_collections_are_404()
    {
        await using var strict = new SyncApp { Settings = { ["Sync:OnlyNamedCollections"] = "true" } };
        var amy = await strict.SignInAsync();
        (await amy.Create(SyncApp.NewDocument("short"), "1")).Saved("created", 1);

        var answer = await amy.Create(SyncApp.NewDocument("unnamed"), "1");

        Assert.InRange((int)answer.HasNoInternals().Status, 400, 404);
        Assert.StartsWith("application/problem+json", answer["Content-Type"], StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.OK, (await amy.Get("/v1/unnamed")).Status);
    }
}
