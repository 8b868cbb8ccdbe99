using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Threading.Channels;

namespace SyncServer.Testing;

/// <summary>A client of the event stream that reads it as a browser does.</summary>
public sealed class EventListener : IAsyncDisposable
{
    private readonly Channel<ServerEvent> _events = Channel.CreateUnbounded<ServerEvent>();
    private readonly HttpResponseMessage _response;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;
    private string? _lastId;
    private int _comments;

    private EventListener(HttpResponseMessage response)
    {
        _response = response;
        _reading = ReadAsync();
    }

    /// <summary>The cursor with which a browser would reconnect.</summary>
    public string? LastId => Volatile.Read(ref _lastId);

    /// <summary>The number of received comments.</summary>
    public int Comments => Volatile.Read(ref _comments);

    /// <summary>Opens a stream, and returns when its headers have arrived.</summary>
    public static async Task<EventListener> OpenAsync(Caller caller, string query = "", string? lastEventId = null, string path = "/v1/events")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path + query);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + caller.Token);
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        var response = await caller.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new EventListener(response);
    }

    /// <summary>The next event; null if the stream has ended.</summary>
    /// <exception cref="TimeoutException">No event arrived.</exception>
    public async Task<ServerEvent?> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            return await _events.Reader.WaitToReadAsync(patience.Token) && _events.Reader.TryRead(out var one) ? one : null;
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException("No event arrived.", e);
        }
    }

    /// <summary>The next event with one of these names; others are skipped.</summary>
    public async Task<ServerEvent> NextAsync(params string[] names)
    {
        while (true)
        {
            var next = await NextAsync();
            Assert.True(next is not null, $"The stream ended without {string.Join(" or ", names)}.");
            if (names.Contains(next.Name, StringComparer.Ordinal))
            {
                return next;
            }
        }
    }

    /// <summary>The next committed change.</summary>
    public Task<ServerEvent> NextChangeAsync() => NextAsync("saved", "deleted");

    /// <summary>The next committed change; null if the stream has ended, as for a client that is too slow.</summary>
    public async Task<ServerEvent?> NextChangeIfAnyAsync()
    {
        while (true)
        {
            var next = await NextAsync();
            if (next is null or { Name: "saved" or "deleted" })
            {
                return next;
            }
        }
    }

    /// <summary>Disconnects.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _response.Dispose();
        await _reading;
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            using var lines = new StreamReader(await _response.Content.ReadAsStreamAsync(_stop.Token));
            var (name, data) = ("message", (string?)null);
            while (await lines.ReadLineAsync(_stop.Token) is { } line)
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                var value = colon < 0 ? "" : line[(colon + 1)..].TrimStart(' ');
                switch (colon < 0 ? line : line[..colon])
                {
                    case "" when line.Length > 0:
                        Interlocked.Increment(ref _comments);
                        break;
                    case "":
                        if (data is not null)
                        {
                            _events.Writer.TryWrite(new ServerEvent(name, LastId, JsonElement.Parse(data)));
                        }

                        (name, data) = ("message", null);
                        break;
                    case "event":
                        name = value;
                        break;
                    case "data":
                        data += value;
                        break;
                    case "id":
                        Volatile.Write(ref _lastId, value);
                        break;
                    default:
                        throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Not a line of an event stream: {line}"));
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or HttpRequestException)
        {
            // Closed by either side.
        }
        finally
        {
            _events.Writer.TryComplete();
        }
    }
}

/// <summary>An event of the stream.</summary>
/// <param name="Name">The name.</param>
/// <param name="Id">The cursor after the event.</param>
/// <param name="Data">The data.</param>
public sealed record ServerEvent(string Name, string? Id, JsonElement Data)
{
    /// <summary>The path of the document.</summary>
    public string Path => $"/v1/{Data.GetProperty("collection").GetString()}/{Data.GetProperty("id").GetString()}";

    /// <summary>The version.</summary>
    public long Version => Data.GetProperty("version").GetInt64();
}
