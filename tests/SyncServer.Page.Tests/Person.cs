using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Playwright;
using Xunit;

namespace SyncServer.Page.Tests;

/// <summary>A user with a browser. All windows share one sign-in, as tabs do.</summary>
/// <param name="context">The browser context.</param>
/// <param name="name">The name to sign in with.</param>
public sealed class Person(IBrowserContext context, string name) : IAsyncDisposable
{
    private bool _signedIn;

    /// <summary>The browser context, for its network.</summary>
    public IBrowserContext Context => context;

    /// <summary>Blocks the event stream, as a proxy might.</summary>
    public Task BlockEventsAsync() => context.RouteAsync("**/v1/events*", route => route.AbortAsync());

    /// <summary>Opens a note in a new window. The first one signs in.</summary>
    /// <param name="note">The note's id.</param>
    public async Task<Window> OpenAsync(string note)
    {
        var window = new Window(await context.NewPageAsync());
        await window.Page.GotoAsync($"./#{note}");
        if (!_signedIn)
        {
            await window.SignInAsync(name);
            _signedIn = true;
        }

        await Assertions.Expect(window.Desk).ToBeVisibleAsync();
        await Assertions.Expect(window.Desk).Not.ToHaveAttributeAsync("inert", "");
        return window;
    }

    /// <summary>Reads a note from the server.</summary>
    /// <param name="note">The note's id.</param>
    public async Task<Note> StoredAsync(string note)
    {
        var answer = await context.APIRequest.GetAsync($"v1/notes/{note}", new() { Headers = await AuthorizationAsync() });
        return JsonSerializer.Deserialize<Note>(await answer.BodyAsync(), JsonSerializerOptions.Web)!;
    }

    /// <summary>Reads a note from the server, as it is stored.</summary>
    /// <param name="note">The note's id.</param>
    public async Task<string> StoredTextAsync(string note) =>
        await (await context.APIRequest.GetAsync($"v1/notes/{note}", new() { Headers = await AuthorizationAsync() })).TextAsync();

    /// <summary>Creates a note without the page.</summary>
    /// <param name="note">The note's id.</param>
    /// <param name="content">Its content.</param>
    public Task StoreAsync(string note, Note content) => StoreAsync(note, JsonSerializer.Serialize(content));

    /// <summary>Creates a document without the page.</summary>
    /// <param name="note">The document's id.</param>
    /// <param name="content">Its content.</param>
    /// <param name="type">Its content type.</param>
    public async Task StoreAsync(string note, string content, string type = "application/json")
    {
        var headers = await AuthorizationAsync();
        headers["If-None-Match"] = "*";
        headers["Content-Type"] = type;
        var answer = await context.APIRequest.PutAsync($"v1/notes/{note}", new() { Headers = headers, DataString = content });
        Assert.Equal(201, answer.Status);
    }

    /// <summary>Replaces a document without the page.</summary>
    /// <param name="note">The document's id.</param>
    /// <param name="content">Its content.</param>
    /// <param name="type">Its content type.</param>
    public async Task ReplaceAsync(string note, string content, string type)
    {
        var headers = await AuthorizationAsync();
        var head = await context.APIRequest.GetAsync($"v1/notes/{note}", new() { Headers = headers });
        headers["If-Match"] = head.Headers["sync-etag"];
        headers["Content-Type"] = type;
        var answer = await context.APIRequest.PutAsync($"v1/notes/{note}", new() { Headers = headers, DataString = content });
        Assert.Equal(204, answer.Status);
    }

    /// <summary>Deletes a note without the page.</summary>
    /// <param name="note">The note's id.</param>
    public async Task DeleteAsync(string note)
    {
        var headers = await AuthorizationAsync();
        var head = await context.APIRequest.GetAsync($"v1/notes/{note}", new() { Headers = headers });
        headers["If-Match"] = head.Headers["sync-etag"];
        var answer = await context.APIRequest.DeleteAsync($"v1/notes/{note}", new() { Headers = headers });
        Assert.Equal(204, answer.Status);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => context.DisposeAsync();

    private async Task<Dictionary<string, string>> AuthorizationAsync()
    {
        var answer = await context.APIRequest.PostAsync("v1/auth/guest", new() { DataObject = new { name } });
        var token = (await answer.JsonAsync())!.Value.GetProperty("accessToken").GetString();
        return new() { ["Authorization"] = $"Bearer {token}" };
    }
}

/// <summary>A stored note.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Text">Its text.</param>
public sealed record Note(
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("text")] string Text);
