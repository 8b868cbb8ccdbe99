using System.Net;
using SyncServer.Client;

namespace SyncServer.Tests.Embedding;

/// <summary>The example of docs/embedding.md: an application with its own users that maps the server under <c>/sync</c>.</summary>
public sealed class ExampleTests : IAsyncLifetime
{
    private readonly TempDirectory _data = new();
    private ServerProcess _application = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _application = await StartAsync(_data);
        _http = Wire.Connect(_application.Url);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _application.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task The_applications_users_save_and_get_conflicts_under_the_prefix()
    {
        var (amy, bob) = ((await SignInAsync("Amy")).Tab(), (await SignInAsync("Bob")).Tab());
        var first = (await amy.Create("/sync/v1/notes/plan", """{"text":"a"}""").Sequence(1)).Saved("created", 1);
        Assert.Equal("/sync/v1/notes/plan", first["Location"]);
        (await amy.Put("/sync/v1/notes/plan", """{"text":"ab"}""").On(first).Sequence(2)).Saved("verified", 2);

        var conflict = (await bob.Put("/sync/v1/notes/plan", """{"text":"c"}""").On(first).Sequence(1)).Refused("edit-conflict", prefix: "/sync").Json;
        var savedBy = conflict.GetProperty("current").GetProperty("savedBy");
        Assert.Equal(("staff-amy", "Amy"), (savedBy.GetProperty("id").GetString(), savedBy.GetProperty("name").GetString()));
        Assert.Contains("edit-conflict", (await amy.Get(conflict.GetProperty("type").GetString()!)).Is(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task Content_that_is_not_inline_has_a_link_under_the_prefix()
    {
        var (amy, bob) = (await SignInAsync("Amy"), await SignInAsync("Bob"));
        var first = await amy.Put("/sync/v1/files/picture", "").Body([1, 2, 3], "image/png").IfNew();
        await amy.Put("/sync/v1/files/picture", "").Body([4, 5, 6], "image/png").On(first);
        var conflict = (await bob.Put("/sync/v1/files/picture", "").Body([7], "image/png").On(first)).Refused("edit-conflict", prefix: "/sync").Json;
        var url = conflict.GetProperty("current").GetProperty("contentUrl").GetString()!;
        (await bob.Get(url)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Events_are_streamed_under_the_prefix()
    {
        var amy = await SignInAsync("Amy");
        await using var listener = await EventListener.OpenAsync(amy, "?collection=notes", path: "/sync/v1/events");
        (await amy.Create("/sync/v1/notes/told", "1")).Saved("created", 1);
        Assert.Equal("told", (await listener.NextAsync("saved")).Data.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Requests_without_a_user_get_401_and_the_application_keeps_its_routes()
    {
        var stranger = new Caller(_http, Token: null);
        (await stranger.Get("/sync/v1/notes/plan")).Is(HttpStatusCode.Unauthorized);
        (await stranger.Get("/v1/notes/plan")).Is(HttpStatusCode.NotFound);
        (await stranger.Post("/sync/v1/auth/guest").Json("""{"name":"Amy"}""")).Is(HttpStatusCode.MethodNotAllowed);
        Assert.Equal("The application's own page.", (await stranger.Get("/")).Text);
        Assert.Equal("Amy", (await (await SignInAsync("Amy")).Get("/whoami")).Text);
        (await stranger.Get("/sync/healthz")).Is(HttpStatusCode.OK);
        (await stranger.Get("/sync/openapi/v1.json")).Is(HttpStatusCode.OK);
        Assert.Contains("syncserver_queue_depth{} 0", (await stranger.Get("/sync/metrics")).Is(HttpStatusCode.OK).Text);
        (await stranger.Get("/metrics")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_client_saves_and_follows_others_under_the_prefix()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_application.Url, "sync/") };
        var (amy, bob) = (await SignInAsync("Amy"), await SignInAsync("Bob"));
        using var client = new SyncClient(http, _ => new(amy.Token!));
        await using var document = await client.OpenAsync("notes", "followed", new SyncDocumentOptions { Live = true });
        document.Save(SyncContent.Text("one"));
        Assert.Equal(SyncState.Saved, (await document.FlushAsync()).State);
        (await bob.Put("/sync/v1/notes/followed", "").Body("two", SyncContent.Text("").Type).On(await bob.Get("/sync/v1/notes/followed"))).Saved("verified", 2);
        await Eventually.HoldsAsync(() => Task.FromResult(document.Content!.ReadText() is "two"), "the other user's change has arrived");
    }

    [Fact]
    public async Task Two_applications_are_independent()
    {
        using var data = new TempDirectory();
        await using var other = await StartAsync(data);
        (await (await SignInAsync("Amy")).Create("/sync/v1/notes/apart", "1")).Saved("created", 1);
        var there = await SignInAsync("Amy", Wire.Connect(other.Url));
        (await there.Get("/sync/v1/notes/apart")).Is(HttpStatusCode.NotFound);
    }

    private Task<Caller> SignInAsync(string name) => SignInAsync(name, _http);

    private static async Task<Caller> SignInAsync(string name, HttpClient http) => new(http, (await new Caller(http, Token: null).Post($"/login/{name}")).Is(HttpStatusCode.OK).Text);

    private static Task<ServerProcess> StartAsync(TempDirectory data) => ServerProcess.StartProgramAsync("src/docs/examples/Embedding", "Embedding", data.FullPath);
}
