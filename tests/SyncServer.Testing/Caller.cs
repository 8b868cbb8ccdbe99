using System.Net;
using System.Text.Json;

namespace SyncServer.Testing;

/// <summary>A user, or with a session one running client instance of the user.</summary>
/// <param name="Http">The client.</param>
/// <param name="Token">The bearer token; null for a user who is not signed in.</param>
/// <param name="Session">The Session-Id; null for a client without one.</param>
public sealed record Caller(HttpClient Http, string? Token, string? Session = null)
{
    /// <summary>Signs a guest in.</summary>
    public static async Task<Caller> SignInAsync(HttpClient http, string name)
    {
        var answer = await new Caller(http, Token: null).Post("/v1/auth/guest").Json(JsonSerializer.Serialize(new { name }));
        return new Caller(http, answer.Is(HttpStatusCode.OK).Json.GetProperty("accessToken").GetString());
    }

    /// <summary>The same user in a new tab, with a new session.</summary>
    public Caller Tab() => In($"tab-{Guid.NewGuid():n}");

    /// <summary>The same user in the session with this id.</summary>
    public Caller In(string session) => this with { Session = session };

    /// <summary>Starts a PUT of JSON.</summary>
    public Call Put(string path, string json) => new Call(this, HttpMethod.Put, path).Json(json);

    /// <summary>Starts a PUT that creates the document.</summary>
    public Call Create(string path, string json) => Put(path, json).IfNew();

    /// <summary>Starts a PATCH.</summary>
    public Call Patch(string path, string json) => new Call(this, HttpMethod.Patch, path).Body(json, "application/merge-patch+json");

    /// <summary>Starts a DELETE.</summary>
    public Call Delete(string path) => new(this, HttpMethod.Delete, path);

    /// <summary>Starts a GET.</summary>
    public Call Get(string path) => new(this, HttpMethod.Get, path);

    /// <summary>Starts a POST.</summary>
    public Call Post(string path) => new(this, HttpMethod.Post, path);

    /// <summary>Starts any request.</summary>
    public Call Send(string method, string path) => new(this, new HttpMethod(method), path);

    /// <summary>Reads the newest recorded conflicts of a document, newest first.</summary>
    public async Task<List<JsonElement>> ConflictsAsync(string path) =>
        [.. (await Get($"{path}/conflicts?limit=1000")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];

    /// <summary>Reads the whole list of a document's revisions, newest first.</summary>
    public async Task<List<JsonElement>> RevisionsAsync(string path)
    {
        var items = new List<JsonElement>();
        var page = (await Get($"{path}/revisions?limit=1000")).Is(HttpStatusCode.OK).Json;
        while (true)
        {
            items.AddRange(page.GetProperty("items").EnumerateArray());
            var next = page.GetProperty("next");
            if (next.ValueKind is JsonValueKind.Null)
            {
                return items;
            }

            page = (await Get($"{path}/revisions?limit=1000&before={next}")).Is(HttpStatusCode.OK).Json;
        }
    }
}
