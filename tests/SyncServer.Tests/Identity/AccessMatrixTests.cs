using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SyncServer.Tests.Identity;

/// <summary>
/// Every route of the OpenAPI document, called by every kind of user, on a private document. The test fails for a route without a rule here, and for
/// a route that allows more or fewer users than its rule says.
/// </summary>
public sealed partial class AccessMatrixTests : IAsyncLifetime
{
    private static readonly Dictionary<string, Rule> Rules = new()
    {
        ["POST /v1/auth/register"] = Rule.Anyone,
        ["POST /v1/auth/login"] = Rule.Anyone,
        ["POST /v1/auth/refresh"] = Rule.Anyone,
        ["POST /v1/auth/guest"] = Rule.Anyone,
        // In Production, only for operators.
        ["GET /metrics"] = Rule.Anyone,
        ["GET /insights"] = Rule.Anyone,
        ["GET /v1/auth/me"] = Rule.SignedIn,
        ["POST /v1/batch"] = Rule.SignedIn,
        ["GET /v1/changes"] = Rule.SignedIn,
        ["GET /v1/events"] = Rule.SignedIn,
        ["GET /v1/{collection}"] = Rule.SignedIn,
        ["POST /v1/{collection}"] = Rule.SignedIn,
        ["GET /v1/{collection}/{id}"] = Rule.Viewer,
        ["HEAD /v1/{collection}/{id}"] = Rule.Viewer,
        ["PUT /v1/{collection}/{id}"] = Rule.Editor,
        ["PATCH /v1/{collection}/{id}"] = Rule.Editor,
        ["DELETE /v1/{collection}/{id}"] = Rule.Editor,
        ["GET /v1/{collection}/{id}/info"] = Rule.Viewer,
        ["GET /v1/{collection}/{id}/revisions"] = Rule.Viewer,
        ["GET /v1/{collection}/{id}/revisions/{version}"] = Rule.Viewer,
        ["POST /v1/{collection}/{id}/revisions/{version}/restore"] = Rule.Editor,
        ["GET /v1/{collection}/{id}/conflicts"] = Rule.Viewer,
        ["GET /v1/{collection}/{id}/diff"] = Rule.Viewer,
        ["POST /v1/{collection}/{id}/locks"] = Rule.Editor,
        ["PUT /v1/{collection}/{id}/locks/{lockId}"] = Rule.Editor,
        ["DELETE /v1/{collection}/{id}/locks/{lockId}"] = Rule.Editor,
        ["GET /v1/{collection}/{id}/locks"] = Rule.Viewer,
        ["GET /v1/{collection}/{id}/presence"] = Rule.Viewer,
        ["PUT /v1/{collection}/{id}/presence"] = Rule.Viewer,
        ["DELETE /v1/{collection}/{id}/presence"] = Rule.Viewer,
        ["GET /v1/{collection}/{id}/access"] = Rule.Owner,
        ["PUT /v1/{collection}/{id}/access/{user}"] = Rule.Owner,
        ["DELETE /v1/{collection}/{id}/access/{user}"] = Rule.Owner,
    };

    private readonly SyncApp _app = new();
    private Caller _expired = null!;
    private Caller _outsider = null!;
    private Caller _viewer = null!;
    private Caller _editor = null!;
    private Caller _owner = null!;
    private (string Id, string Role)[] _roles = [];

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _expired = await _app.SignInAsync("Expired");
        _app.Clock.Advance(TimeSpan.FromMinutes(16));
        _outsider = await _app.SignInAsync("Stranger");
        _viewer = await _app.SignInAsync("Viewer");
        _editor = await _app.SignInAsync("Editor");
        _owner = await _app.SignInAsync("Owner");
        _roles = [(await _viewer.IdAsync(), "viewer"), (await _editor.IdAsync(), "editor")];
    }

    /// <inheritdoc/>
    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Every_route_allows_exactly_the_required_role()
    {
        var operations = await OperationsAsync();
        Assert.All(operations, operation => Assert.True(Rules.ContainsKey(operation), $"{operation} has no rule"));
        Assert.All(Rules.Keys, rule => Assert.Contains(rule, operations));
        await using var otherApp = new SyncApp();
        var forged = await otherApp.SignInAsync("Forger") with { Http = _owner.Http };
        (string Who, Caller Caller, Rule Has)[] everybody =
        [
            ("none", _app.Anyone(), Rule.Anyone), ("expired", _expired, Rule.Anyone), ("forged", forged, Rule.Anyone),
            ("changed", _owner with { Token = _owner.Token![..^9] + "123456789" }, Rule.Anyone), ("outsider", _outsider, Rule.SignedIn),
            ("viewer", _viewer, Rule.Viewer), ("editor", _editor, Rule.Editor), ("owner", _owner, Rule.Owner),
        ];

        var diary = await NewDiaryAsync();
        foreach (var operation in operations)
        {
            foreach (var (who, caller, has) in everybody)
            {
                var document = has >= Rule.Viewer ? await NewDiaryAsync() : diary;
                AssertRule($"{operation} by {who}", await SendAsync(caller, operation, document), Rules[operation], has);
            }
        }
    }

    [Fact]
    public async Task To_a_user_without_a_role_a_private_document_looks_like_an_absent_one()
    {
        foreach (var operation in (await OperationsAsync()).Where(operation => Rules[operation] >= Rule.Viewer))
        {
            var (alive, deleted, absent) = (await NewDiaryAsync(), await NewDiaryAsync(), SyncApp.NewDocument("diaries"));
            (await _owner.Delete(deleted).On(await _owner.Get(alive)).IfMatch((await _owner.Get(deleted)).ETag!)).Is(HttpStatusCode.NoContent);
            foreach (var create in (bool[])[false, true])
            {
                var present = await SendAsync(_outsider, operation, alive, create);
                AssertAlike(present, await SendAsync(_outsider, operation, deleted, create), operation);
                // Only a create is possible on an absent document.
                if (!create || operation is not "PUT /v1/{collection}/{id}")
                {
                    AssertAlike(present, await SendAsync(_outsider, operation, absent, create), operation);
                }
            }
        }
    }

    private static void AssertRule(string message, Answer answer, Rule required, Rule has)
    {
        message = $"{message}: {answer}";
        if (required > Rule.Anyone && has is Rule.Anyone)
        {
            Assert.True(answer.Status is HttpStatusCode.Unauthorized, message);
        }
        else if (required >= Rule.Viewer && has is Rule.SignedIn)
        {
            Assert.True(IsAbsent(answer), message);
        }
        else if (required > has)
        {
            Assert.True(answer.Status is HttpStatusCode.Forbidden, message);
        }
        else
        {
            Assert.False(answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden && required is not Rule.Anyone, message);
            Assert.False(IsAbsent(answer), message);
        }
    }

    private static bool IsAbsent(Answer answer) => answer.Status is HttpStatusCode.NotFound
        && (answer.Bytes.Length is 0 || answer.Text.Contains("The document does not exist.", StringComparison.Ordinal));

    private static void AssertAlike(Answer one, Answer other, string message)
    {
        Assert.True(IsAbsent(one), $"{message}: {one}");
        Assert.Equal(Instance.Replace(one.Text, ""), Instance.Replace(other.Text, ""));
        foreach (var header in (string[])["ETag", "Sync-ETag", "Version", "Last-Modified", "Cache-Control", "Location", "Retry-After", "Allow", "Age"])
        {
            Assert.Equal(one[header], other[header]);
        }
    }

    private async Task<List<string>> OperationsAsync()
    {
        var paths = (await _app.Anyone().Get("/openapi/v1.json")).Is(HttpStatusCode.OK).Json.GetProperty("paths");
        return [.. paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"))];
    }

    private async Task<string> NewDiaryAsync()
    {
        var document = SyncApp.NewDocument("diaries");
        (await _owner.Create(document, """{"secret":1}""")).Saved("created", 1);
        foreach (var (id, role) in _roles)
        {
            (await _owner.Send("PUT", $"{document}/access/{id}").Json($$"""{"role":"{{role}}"}""")).Is(HttpStatusCode.NoContent);
        }

        return document;
    }

    private static async Task<Answer> SendAsync(Caller caller, string operation, string document, bool create = false)
    {
        var (method, path) = (operation.Split(' ')[0], operation.Split(' ')[1]);
        path = path.Replace("/v1/{collection}/{id}", document).Replace("{collection}", "diaries").Replace("{version}", "1").Replace("{user}", "somebody").Replace("{lockId}", "1");
        // A stream does not end, so the query is invalid: an allowed user gets 400.
        path = path is "/v1/events" ? "/v1/events?id=a" : path;
        Assert.DoesNotContain("{", path);
        var call = caller.Send(method, path);
        if (method is not ("GET" or "HEAD" or "DELETE"))
        {
            call = call.Body(path.EndsWith("/somebody", StringComparison.Ordinal) ? """{"role":"viewer"}""" : "{}", method is "PATCH" ? "application/merge-patch+json" : "application/json");
        }

        return await (create ? call.IfNew() : call);
    }

    [GeneratedRegex("\"(instance|traceId)\":\"[^\"]*\"")]
    private static partial Regex Instance { get; }
}
