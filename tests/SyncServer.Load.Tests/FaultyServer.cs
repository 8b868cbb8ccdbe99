using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace SyncServer.Load.Tests;

/// <summary>What a server does wrong.</summary>
public enum ServerFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It closes the connection of every fifth save.</summary>
    Drops,

    /// <summary>It does not respond to every fifth save.</summary>
    Delays,

    /// <summary>It ends after ten saves.</summary>
    Dies,

    /// <summary>It acknowledges every fifth save without writing it.</summary>
    Lies,

    /// <summary>It responds to every fifth save with garbage.</summary>
    Garbles,

    /// <summary>Every response is JSON that makes no sense.</summary>
    TalksNonsense,

    /// <summary>It writes whatever the ETag is.</summary>
    LosesUpdates,
}

/// <summary>A small server with the routes that the scenarios use, and one fault.</summary>
internal sealed class FaultyServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, List<long>> _documents = new();
    private readonly ServerFault _fault;
    private readonly WebApplication _app;
    private int _saves;

    private FaultyServer(ServerFault fault)
    {
        _fault = fault;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        if (fault is ServerFault.TalksNonsense)
        {
            _app.Run(SendNonsenseAsync);
            return;
        }

        _app.MapPost("/v1/auth/guest", () => Results.Json(new { accessToken = "token" }));
        _app.MapPut("/v1/{collection}/{id}", SaveAsync);
        _app.MapGet("/v1/{collection}/{id}", (string id, HttpContext context) => Read(id, context));
        _app.MapDelete("/v1/{collection}/{id}", (string id) => _documents.TryRemove(id, out _) ? Results.NoContent() : Results.NotFound());
        _app.MapGet("/v1/{collection}/{id}/revisions", (string id) => _documents.TryGetValue(id, out var log)
            ? Results.Json(new { items = log.Select(sequence => new { sequence }).Reverse(), next = (string?)null })
            : Results.NotFound());
    }

    /// <summary>The address.</summary>
    public string Url => _app.Urls.First();

    /// <summary>The number of documents that exist.</summary>
    public int Documents => _documents.Count;

    public static async Task<FaultyServer> StartAsync(ServerFault fault)
    {
        var server = new FaultyServer(fault);
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task SendNonsenseAsync(HttpContext context)
    {
        context.Response.Headers.ETag = "W/\"x\"";
        context.Response.Headers["Version"] = "-7";
        await context.Response.WriteAsync("""{"accessToken":5,"content":[{"content":7}],"results":{},"items":[[]],"next":[],"type":[]}""");
    }

    private async Task SaveAsync(string id, HttpContext context)
    {
        var sequence = long.Parse(context.Request.Headers["Save-Sequence"]!);
        var isFifth = Interlocked.Increment(ref _saves) % 5 == 0;
        switch (_fault)
        {
            case ServerFault.Drops when isFifth:
                context.Abort();
                return;
            case ServerFault.Delays when isFifth:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return;
            case ServerFault.Dies when _saves >= 10:
                context.Abort();
                _ = _app.StopAsync(new CancellationToken(canceled: true));
                return;
            case ServerFault.Garbles when isFifth:
                context.Response.StatusCode = 500;
                await context.Response.WriteAsync("<html>{not json");
                return;
        }

        var log = _documents.GetOrAdd(id, _ => []);
        lock (log)
        {
            var known = context.Request.Headers.IfMatch.ToString().Trim('"');
            if (_fault is not ServerFault.LosesUpdates && known != (log.Count == 0 ? "" : $"{log.Count}"))
            {
                context.Response.StatusCode = 412;
                return;
            }

            var isLie = _fault is ServerFault.Lies && isFifth;
            if (!isLie)
            {
                log.Add(sequence);
            }

            context.Response.StatusCode = 204;
            context.Response.Headers.ETag = $"\"{log.Count + (isLie ? 1 : 0)}\"";
        }
    }

    private IResult Read(string id, HttpContext context)
    {
        if (!_documents.TryGetValue(id, out var log))
        {
            return Results.NotFound();
        }

        context.Response.Headers.ETag = $"\"{log.Count}\"";
        return Results.Text("{}", "application/json");
    }
}
