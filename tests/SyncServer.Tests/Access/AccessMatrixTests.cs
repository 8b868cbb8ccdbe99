using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SyncServer.Tests.Access;

/// <summary>
/// Every route of the OpenAPI document, asked by everybody, about a private document. A route that has no rule here fails, and so does
/// one that lets in more or fewer than its rule says.
/// </summary>
public sealed partial class AccessMatrixTests : IAsyncLifetime
{
    private static readonly Dictionary<string, Rule> Rules = new()
    {
        ["POST /v1/auth/register"] = Rule.Anyone,
        ["POST /v1/auth/login"] = Rule.Anyone,
        ["POST /v1/auth/refresh"] = Rule.Anyone,
        ["POST /v1/auth/guest"] = Rule.Anyone,
        // In Development.
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
    private Caller _stranger = null!;
    private Caller _viewer = null!;
    private Caller _editor = null!;
    private Caller _owner = null!;
    private (string Id, string Role)[] _given = [];

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _expired = await _app.SignInAsync("Expired");
        _app.Clock.Advance(TimeSpan.FromMinutes(16));
        _stranger = await _app.SignInAsync("Stranger");
        _viewer = await _app.SignInAsync("Viewer");
        _editor = await _app.SignInAsync("Editor");
        _owner = await _app.SignInAsync("Owner");
        _given = [(await _viewer.IdAsync(), "viewer"), (await _editor.IdAsync(), "editor")];
    }

    /// <inheritdoc/>
    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Every_route_lets_in_whom_it_should()
    {
        var operations = await OperationsAsync();
        Assert.All(operations, operation => Assert.True(Rules.ContainsKey(operation), $"{operation} has no rule"));
        Assert.All(Rules.Keys, rule => Assert.Contains(rule, operations));
        await using var elsewhere = new SyncApp();
        var forged = await elsewhere.SignInAsync("Forger") with { Http = _owner.Http };
        (string Who, Caller Caller, Rule Has)[] everybody =
        [
            ("none", _app.Anyone(), Rule.Anyone), ("expired", _expired, Rule.Anyone), ("forged", forged, Rule.Anyone),
            ("changed", _owner with { Token = _owner.Token![..^9] + "123456789" }, Rule.Anyone), ("stranger", _stranger, Rule.SignedIn),
            ("viewer", _viewer, Rule.Viewer), ("editor", _editor, Rule.Editor), ("owner", _owner, Rule.Owner),
        ];

        var diary = await NewDiaryAsync();
        foreach (var operation in operations)
        {
            foreach (var (who, caller, has) in everybody)
            {
                var document = has >= Rule.Viewer ? await NewDiaryAsync() : diary;
                AssertJudged($"{operation} by {who}", await SendAsync(caller, operation, document), Rules[operation], has);
            }
        }
    }

    [Fact]
    public async Task To_a_stranger_a_private_document_is_as_one_that_never_was_deleted_or_not()
    {
        foreach (var operation in (await OperationsAsync()).Where(operation => Rules[operation] >= Rule.Viewer))
        {
            var (alive, gone, unseen) = (await NewDiaryAsync(), await NewDiaryAsync(), SyncApp.NewDocument("diaries"));
            (await _owner.Delete(gone).On(await _owner.Get(alive)).IfMatch((await _owner.Get(gone)).ETag!)).Is(HttpStatusCode.NoContent);
            foreach (var create in (bool[])[false, true])
            {
                var there = await SendAsync(_stranger, operation, alive, create);
                AssertAlike(there, await SendAsync(_stranger, operation, gone, create), operation);
                // Creating something is the one thing that can be done to what is not there.
                if (!create || operation is not "PUT /v1/{collection}/{id}")
                {
                    AssertAlike(there, await SendAsync(_stranger, operation, unseen, create), operation);
                }
            }
        }
    }

    private static void AssertJudged(string told, Answer answer, Rule takes, Rule has)
    {
        told = $"{told}: {answer}";
        if (takes > Rule.Anyone && has is Rule.Anyone)
        {
            Assert.True(answer.Status is HttpStatusCode.Unauthorized, told);
        }
        else if (takes >= Rule.Viewer && has is Rule.SignedIn)
        {
            Assert.True(IsUnseen(answer), told);
        }
        else if (takes > has)
        {
            Assert.True(answer.Status is HttpStatusCode.Forbidden, told);
        }
        else
        {
            Assert.False(answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden && takes is not Rule.Anyone, told);
            Assert.False(IsUnseen(answer), told);
        }
    }

    private static bool IsUnseen(Answer answer) => answer.Status is HttpStatusCode.NotFound
        && (answer.Bytes.Length is 0 || answer.Text.Contains("The document was never seen.", StringComparison.Ordinal));

    private static void AssertAlike(Answer one, Answer other, string told)
    {
        Assert.True(IsUnseen(one), $"{told}: {one}");
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
        foreach (var (id, role) in _given)
        {
            (await _owner.Send("PUT", $"{document}/access/{id}").Json($$"""{"role":"{{role}}"}""")).Is(HttpStatusCode.NoContent);
        }

        return document;
    }

    private static async Task<Answer> SendAsync(Caller caller, string operation, string document, bool create = false)
    {
        var (method, path) = (operation.Split(' ')[0], operation.Split(' ')[1]);
        path = path.Replace("/v1/{collection}/{id}", document).Replace("{collection}", "diaries").Replace("{version}", "1").Replace("{user}", "somebody").Replace("{lockId}", "1");
        // A stream has no end; whoever is let in is told that a collection is missing.
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
