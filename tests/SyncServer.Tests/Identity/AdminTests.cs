using System.Net;
using System.Text;
using System.Text.Json;

namespace SyncServer.Tests.Identity;

/// <summary>The admin API and its access matrix: every route of it, called by every kind of caller.</summary>
public sealed class AdminTests : IAsyncLifetime
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private static readonly string[] Permissions = ["access", "changes", "erase", "export", "sign-out"];

    private static readonly Dictionary<string, string> Rules = new()
    {
        ["GET /admin/documents/{collection}/{id}/access"] = "access",
        ["PUT /admin/documents/{collection}/{id}/access/{user}"] = "access",
        ["DELETE /admin/documents/{collection}/{id}/access/{user}"] = "access",
        ["GET /admin/users"] = "access",
        ["GET /admin/changes"] = "changes",
        ["DELETE /admin/documents/{collection}/{id}"] = "erase",
        ["DELETE /admin/documents/{collection}/{id}/revisions/{version}"] = "erase",
        ["DELETE /admin/users/{user}"] = "erase",
        ["GET /admin/users/{user}/export"] = "export",
        ["POST /admin/users/{user}/sign-out"] = "sign-out",
    };

    private readonly SyncApp _app = new()
    {
        Settings = Permissions.SelectMany(one => (KeyValuePair<string, string>[])
        [
            new($"Auth:Services:only-{one}:Key", Key + one),
            new($"Auth:Services:only-{one}:Permissions:0", one),
            new($"Auth:Services:all:Permissions:{Array.IndexOf(Permissions, one)}", one),
        ]).Append(new("Auth:Services:all:Key", Key + "all")).ToDictionary(),
    };

    private Caller _amy = null!;

    public async Task InitializeAsync() => _amy = (await _app.SignInAsync("Amy")).Tab();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Every_route_allows_exactly_the_services_with_its_permission()
    {
        var paths = (await _app.Anyone().Get("/openapi/v1.json")).Is(HttpStatusCode.OK).Json.GetProperty("paths");
        var operations = paths.EnumerateObject().Where(path => path.Name.StartsWith("/admin", StringComparison.Ordinal))
            .SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}")).Order(StringComparer.Ordinal);
        Assert.Equal(Rules.Keys.Order(StringComparer.Ordinal), operations);
        foreach (var (operation, permission) in Rules)
        {
            foreach (var call in (Call[])[
                Send(operation), Send(operation).Header("Authorization", $"Bearer {_amy.Token}"), Signed(operation, "all", Key), Signed(operation, "none", Key + "all"),
                Send(operation).Header("Authorization", "Basic not-base64!"), Send(operation).Header("Authorization", $"Bearer {Key}all")])
            {
                var answer = (await call).Is(HttpStatusCode.Unauthorized);
                Assert.StartsWith("Basic", answer["WWW-Authenticate"], StringComparison.Ordinal);
            }

            foreach (var one in Permissions)
            {
                var status = (await Signed(operation, $"only-{one}", Key + one)).Status;
                Assert.True(status is HttpStatusCode.Forbidden == (one != permission), $"{operation} with {one}: {status}");
            }
        }

        // A service is no user.
        (await _app.Anyone().Get("/v1/notes").Header("Authorization", Basic("all", Key + "all"))).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Without_services_there_is_no_admin_api()
    {
        await using var app = new SyncApp();
        (await app.Anyone().Get("/admin/changes").Header("Authorization", Basic("all", Key + "all"))).Is(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("Auth:Services:a:Key", "short", "at least 32 characters")]
    [InlineData("Auth:Services:a:Permissions:0", "access", "must have a Key or a Subject")]
    [InlineData("Auth:Services:a:Subject", "x", "requires Auth:Authority")]
    [InlineData("Auth:Services:a:Keys", "x", "does not exist")]
    public async Task An_invalid_service_stops_the_start(string key, string value, string message)
    {
        using var data = new TempDirectory();
        var refused = await Assert.ThrowsAsync<ServerEndedException>(() => ServerProcess.StartAsync(data.FullPath, $"--{key}={value}"));
        Assert.Contains(message, Assert.Single(refused.Output.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_gives_and_takes_roles_on_any_document()
    {
        var diary = SyncApp.NewDocument("diaries");
        (await _amy.Create(diary, "1")).Is(HttpStatusCode.Created);
        var bob = await _app.SignInAsync("Bob");
        (await bob.Get(diary)).Is(HttpStatusCode.NotFound);
        var access = $"/admin/documents{diary["/v1".Length..]}/access";
        (await All("PUT", $"{access}/{await bob.IdAsync()}").Json("""{"role":"owner"}""")).Is(HttpStatusCode.NoContent);
        (await bob.Get(diary)).Is(HttpStatusCode.OK);
        (await All("DELETE", $"{access}/{await _amy.IdAsync()}")).Is(HttpStatusCode.NoContent);
        (await _amy.Get(diary)).Is(HttpStatusCode.NotFound);
        Assert.Equal(await bob.IdAsync(), Assert.Single((await All("GET", access)).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()).GetProperty("user").GetString());
        (await All("DELETE", $"{access}/{await bob.IdAsync()}")).Is(HttpStatusCode.Forbidden);
        (await All("GET", "/admin/documents/diaries/none/access")).Is(HttpStatusCode.NotFound);

        var id = (await All("GET", "/admin/users?issuer=https://login.example.org/&subject=42")).Is(HttpStatusCode.OK).Json.GetProperty("id").GetString();
        Assert.StartsWith("openid-", id, StringComparison.Ordinal);
        (await All("GET", "/admin/users?email=none@example.org")).Is(HttpStatusCode.NotFound);
        (await All("GET", "/admin/users?issuer=x")).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_service_reads_the_changes_of_private_documents()
    {
        var diary = SyncApp.NewDocument("diaries");
        (await _amy.Create(diary, "1")).Is(HttpStatusCode.Created);
        var items = (await All("GET", "/admin/changes")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray();
        Assert.Contains(items, item => item.GetProperty("id").GetString() == diary.Split('/')[^1]);
        Assert.Empty((await (await _app.SignInAsync("Bob")).Get("/v1/changes")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task An_erased_document_is_a_tombstone_for_its_editors_and_a_lock_does_not_protect_it()
    {
        var note = SyncApp.NewDocument();
        var first = (await _amy.Create(note, "\"one\"").Sequence(1)).Is(HttpStatusCode.Created);
        (await _amy.Post($"{note}/locks").Json("""{"ttlSeconds":60}""")).Is(HttpStatusCode.Created);
        var second = (await _amy.Put(note, "\"two\"").On(first).Sequence(2)).Is(HttpStatusCode.NoContent);
        var admin = "/admin/documents" + note["/v1".Length..];
        (await All("DELETE", $"{admin}/revisions/2")).Is(HttpStatusCode.Forbidden);
        (await All("DELETE", $"{admin}/revisions/7")).Is(HttpStatusCode.NotFound);
        (await All("DELETE", $"{admin}/revisions/1")).Is(HttpStatusCode.NoContent);
        (await _amy.Get($"{note}/revisions/1")).Is(HttpStatusCode.NotFound);
        (await _amy.Create(note, "\"one\"").Sequence(1)).Refused("sequence-too-old");

        (await All("DELETE", admin)).Is(HttpStatusCode.NoContent);
        (await All("DELETE", admin)).Is(HttpStatusCode.NoContent);
        (await All("DELETE", "/admin/documents/notes/none")).Is(HttpStatusCode.NotFound);
        _app.Clock.Advance(TimeSpan.FromSeconds(2));
        (await _amy.Get(note)).Is(HttpStatusCode.Gone);
        var tombstone = Assert.Single(await _amy.RevisionsAsync(note));
        Assert.Equal("service-all", tombstone.GetProperty("savedBy").GetProperty("id").GetString());
        (await _amy.Put(note, "\"three\"").On(second).Sequence(3)).Refused("edit-conflict");
    }

    [Fact]
    public async Task Everything_about_a_user_is_exported_and_erased()
    {
        var (note, diary) = (SyncApp.NewDocument(), SyncApp.NewDocument("diaries"));
        (await _amy.Create(note, "\"shared\"")).Is(HttpStatusCode.Created);
        (await _amy.Create(diary, "\"private\"")).Is(HttpStatusCode.Created);
        (await (await _app.SignInAsync("Bob")).Create(SyncApp.NewDocument(), "\"other\"")).Is(HttpStatusCode.Created);
        var user = $"/admin/users/{await _amy.IdAsync()}";
        var exported = (await All("GET", $"{user}/export")).Is(HttpStatusCode.OK);
        Assert.Equal("application/x-ndjson", exported["Content-Type"]);
        var lines = exported.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["role", "version", "version"], lines.Select(line => line.GetProperty("type").GetString()));
        Assert.Equal(["\"shared\"", "\"private\""], lines.Skip(1).Select(line => line.GetProperty("text").GetString()));

        var erased = (await All("DELETE", user)).Is(HttpStatusCode.OK).Json;
        Assert.Equal(1, erased.GetProperty("documents").GetInt32());
        Assert.Equal("", (await All("GET", $"{user}/export")).Is(HttpStatusCode.OK).Text);
        _app.Clock.Advance(TimeSpan.FromSeconds(2));
        var version = Assert.Single(await (await _app.SignInAsync("Bob")).RevisionsAsync(note));
        Assert.Equal(erased.GetProperty("replacedBy").GetString(), version.GetProperty("savedBy").GetProperty("id").GetString());
        (await _amy.Get(diary)).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_conflict_that_waits_to_be_recorded_does_not_bring_an_erased_name_back()
    {
        var note = SyncApp.NewDocument();
        var bob = (await _app.SignInAsync("Bob")).Tab();
        var first = (await bob.Create(note, "\"one\"")).Is(HttpStatusCode.Created);
        (await bob.Put(note, "\"two\"").On(first)).Is(HttpStatusCode.NoContent);
        (await _amy.Put(note, "\"mine\"").On(first)).Refused("edit-conflict");
        var erased = (await All("DELETE", $"/admin/users/{await _amy.IdAsync()}")).Is(HttpStatusCode.OK).Json;
        var conflict = Assert.Single(await bob.ConflictsAsync(note)).GetRawText();
        Assert.Contains(erased.GetProperty("replacedBy").GetString()!, conflict, StringComparison.Ordinal);
        Assert.DoesNotContain("Amy", conflict, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sign_ins_of_an_account_are_ended()
    {
        var account = JsonSerializer.Serialize(new { email = "amy@example.org", password = "a long password", name = "Amy" });
        (await _app.Anyone().Post("/v1/auth/register").Json(account)).Is(HttpStatusCode.OK);
        var tokens = (await _app.Anyone().Post("/v1/auth/login").Json(account)).Is(HttpStatusCode.OK).Json;
        var id = (await All("GET", "/admin/users?email=amy@example.org")).Is(HttpStatusCode.OK).Json.GetProperty("id").GetString();
        (await All("POST", $"/admin/users/{id}/sign-out")).Is(HttpStatusCode.NoContent);
        (await All("POST", "/admin/users/none/sign-out")).Is(HttpStatusCode.NotFound);
        var refresh = JsonSerializer.Serialize(new { refreshToken = tokens.GetProperty("refreshToken").GetString() });
        (await _app.Anyone().Post("/v1/auth/refresh").Json(refresh)).Is(HttpStatusCode.Unauthorized);
    }

    private static string Basic(string name, string key) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{key}"));

    private Call All(string method, string path) => _app.Anyone().Send(method, path).Header("Authorization", Basic("all", Key + "all"));

    private Call Signed(string operation, string name, string key) => Send(operation).Header("Authorization", Basic(name, key));

    private Call Send(string operation)
    {
        var (method, path) = (operation.Split(' ')[0], operation.Split(' ')[1]);
        var call = _app.Anyone().Send(method, path.Replace("{collection}", "notes").Replace("{id}", "absent").Replace("{version}", "1").Replace("{user}", "absent"));
        return method is "PUT" ? call.Json("""{"role":"viewer"}""") : call;
    }
}
