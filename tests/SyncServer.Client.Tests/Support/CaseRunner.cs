using System.Text.Json;

namespace SyncServer.Client.Tests.Support;

/// <summary>Runs one case of tests/client-cases, whose README explains the steps, against the .NET client.</summary>
internal sealed class CaseRunner
{
    private readonly Disk _disk = new();
    private readonly SyncDocumentOptions _options;
    private readonly bool? _merge;

    // The newest request of each save.
    private readonly Dictionary<int, FakeRequest> _saves = [];
    private FakeServer _server;
    private Task<SyncDocument> _document;
    private SyncConflict? _conflict;
    private string? _session;

    public CaseRunner(JsonElement one)
    {
        var options = one.TryGetProperty("options", out var named) ? named : default;
        _merge = Member(options, "merge")?.GetBoolean();
        _options = new SyncDocumentOptions { Merge = _merge, MaxInFlight = Number(options, "maxInFlight") ?? 4, CloseWait = TimeSpan.Zero };
        _server = new FakeServer(new KillableDraftStore(_disk));
        _document = _server.Client.OpenAsync("notes", "one", _options);
    }

    /// <summary>Carries out a step; its first member says which.</summary>
    public async Task RunAsync(JsonElement step)
    {
        var (name, value) = step.EnumerateObject().First() is var first ? (first.Name, first.Value) : default;
        switch (name)
        {
            case "type":
                (await _document).Save(FakeServer.Text(value.GetString()!));
                break;
            case "save":
                (await _document).Save(FakeServer.Text(value.GetString()!));
                _ = (await _document).FlushAsync();
                break;
            case "flush":
                _ = (await _document).FlushAsync();
                break;
            case "delete":
                _ = (await _document).DeleteAsync();
                break;
            case "choose":
                await ChooseAsync(value.GetString()!, step);
                break;
            case "pass":
                _server.Time.Pass(TimeSpan.FromMilliseconds(value.GetInt32()));
                break;
            case "reopen":
                await (await _document).DisposeAsync();
                _server = new FakeServer(new KillableDraftStore(_disk));
                _document = _server.Client.OpenAsync("notes", "one", _options);
                break;
            case "sent":
                ExpectSave(_saves[value.GetInt32()] = await _server.NextAsync(), step);
                break;
            case "repeated":
                var again = await _server.NextAfterAsync(TimeSpan.FromMinutes(1));
                Assert.Equal(_saves[value.GetInt32()].Identity, again.Identity);
                _saves[value.GetInt32()] = again;
                break;
            case "nothing":
                await _server.NothingMoreAsync();
                break;
            case "accepted":
                _saves[value.GetInt32()].Accept(Number(step, "version")!.Value, Text(step, "outcome")!, Text(step, "content"));
                break;
            case "conflict":
                Refuse(_saves[value.GetInt32()], step);
                break;
            case "refused":
                _saves[value.GetInt32()].Refuse(Number(step, "status")!.Value, Text(step, "problem")!);
                break;
            case "lost":
                _saves[value.GetInt32()].Lose();
                break;
            case "read":
                await ReadAsync(value, Number(step, "revision"));
                break;
            case "expect":
                await ExpectAsync(await _document, value);
                break;
            default:
                throw new InvalidOperationException($"There is no step \"{name}\".");
        }
    }

    /// <summary>Responds to the next request, which reads the document or one of its versions.</summary>
    public async Task ReadAsync(JsonElement version, int? revision = null)
    {
        var request = await _server.NextAfterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(("GET", revision is null ? "/v1/notes/one" : $"/v1/notes/one/revisions/{revision}"), (request.Method, request.Path));
        if (version.ValueKind is JsonValueKind.Null)
        {
            request.Refuse(404, "not-found");
        }
        else if (Number(version, "status") is { } status)
        {
            request.Refuse(status, Text(version, "problem")!);
        }
        else if (Bool(version, "deleted") || Bool(version, "unchanged"))
        {
            var number = Number(version, "version")!.Value;
            request.Refuse(Bool(version, "deleted") ? 410 : 304, "gone", ("Version", $"{number}"), ("Sync-ETag", FakeServer.ETag(number)));
        }
        else
        {
            request.Read(Number(version, "version")!.Value, SyncContent.Text(Text(version, "content")!, Text(version, "type") ?? FakeServer.TextType));
        }
    }

    private async Task ChooseAsync(string choice, JsonElement step)
    {
        var document = await _document;
        _conflict = document.PendingConflict ?? _conflict;
        var conflict = _conflict!;
        var chosen = choice switch
        {
            "keepMine" => conflict.KeepMineAsync(),
            "takeTheirs" => conflict.TakeTheirsAsync(),
            "merge" => conflict.MergeAsync(),
            "save" => conflict.SaveAsync(FakeServer.Text(Text(step, "content")!)),
            "later" => Task.Run(conflict.Later),
            _ => throw new InvalidOperationException($"There is no choice \"{choice}\"."),
        };
        if (Bool(step, "fails"))
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => chosen);
        }
    }

    private void ExpectSave(FakeRequest save, JsonElement step)
    {
        var content = Text(step, "content");
        var (on, parent) = (Number(step, "on"), Number(step, "parent"));
        Assert.Equal((content is null ? "DELETE" : "PUT", content), (save.Method, save.Body));
        Assert.Equal((string?)$"{Number(step, "sent")}", save["Save-Sequence"]);
        Assert.Equal((on is { } version ? FakeServer.ETag(version) : null, on is null ? "*" : null), (save["If-Match"], save["If-None-Match"]));
        Assert.Equal(parent is null ? null : $"{parent}", save["Save-Parent"]);
        Assert.Equal(content is null ? null : "text/plain; charset=utf-8", save["Content-Type"]);
        Assert.Equal(content is null ? null : Text(step, "onConflict") ?? (_merge is { } merge ? merge ? "merge" : "reject" : null), save["On-Conflict"]);
        Assert.Equal(Text(step, "conflictId"), save["Conflict-Id"]);
        Assert.Equal(_session is null || Text(step, "session") is "new", _session != save["Session-Id"]);
        _session = save["Session-Id"];
    }

    private static void Refuse(FakeRequest save, JsonElement step)
    {
        var current = step.GetProperty("current");
        var exists = current.ValueKind is JsonValueKind.Object;
        var version = exists ? Number(current, "version")!.Value : 0;
        var type = Text(current, "type") ?? FakeServer.TextType;
        object shown = !exists ? new { }
            : Bool(current, "deleted") ? new { version, etag = FakeServer.ETag(version), deleted = true }
            : Bool(current, "large") ? new { version, etag = FakeServer.ETag(version), contentType = type, contentUrl = $"/v1/notes/one/revisions/{version}" }
            : new { version, etag = FakeServer.ETag(version), contentType = type, content = Member(current, "content") };
        var problem = new Dictionary<string, object?>
        {
            ["type"] = "/problems/edit-conflict",
            ["conflictId"] = $"c{version}",
            ["self"] = Bool(step, "self"),
            ["mergeable"] = Bool(step, "mergeable"),
            ["current"] = exists ? shown : null,
        };
        if (Text(step, "merged") is { } merged)
        {
            problem["merged"] = merged;
        }

        save.Json(412, JsonSerializer.Serialize(problem));
    }

    private static async Task ExpectAsync(SyncDocument document, JsonElement expected)
    {
        var differences = "";
        try
        {
            await Eventually.HoldsAsync(() => Task.FromResult((differences = Differences(document, expected)).Length == 0), "", seconds: 20);
        }
        catch (TimeoutException)
        {
            Assert.Fail(differences);
        }
    }

    private static string Differences(SyncDocument document, JsonElement expected)
    {
        var (status, conflict) = (document.Status, document.PendingConflict);
        return string.Join(", ", Compare(expected, name => name switch
        {
            "state" => Camel(status.State),
            "version" => status.Version,
            "content" => document.Content?.ReadText(),
            "error" => (status.Error as SyncProblemException)?.Type,
            _ => conflict,
        }));

        static IEnumerable<string> Compare(JsonElement expected, Func<string, object?> seen) =>
            from member in expected.EnumerateObject()
            let value = seen(member.Name)
            from difference in value is SyncConflict conflict && member.Value.ValueKind is JsonValueKind.Object
                ? Compare(member.Value, name => Member(conflict, name))
                : Equals($"{member.Value}", $"{value}") ? [] : [$"{member.Name} is {value}, not {member.Value}"]
            select difference;

        static object? Member(SyncConflict conflict, string name) => name switch
        {
            "version" => conflict.Version,
            "deleted" => conflict.Deleted,
            "theirs" => conflict.Theirs?.ReadText(),
            "mine" => conflict.Mine?.ReadText(),
            "mergeable" => conflict.Mergeable,
            _ => throw new InvalidOperationException($"A conflict has no member \"{name}\"."),
        };

        static string Camel(SyncState state) => JsonNamingPolicy.CamelCase.ConvertName($"{state}");
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement element, string name) => Member(element, name)?.GetString();

    private static int? Number(JsonElement element, string name) => Member(element, name)?.GetInt32();

    private static bool Bool(JsonElement element, string name) => Member(element, name)?.GetBoolean() ?? false;
}
