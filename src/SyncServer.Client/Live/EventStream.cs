using System.Net.ServerSentEvents;
using System.Text.Json;
using SyncServer.Client.Http;

namespace SyncServer.Client.Live;

/// <summary>Follows the events of one document (protocol 9), and resumes where a connection ended.</summary>
/// <param name="address">The document.</param>
/// <param name="wire">The way to the server.</param>
/// <param name="time">The clock.</param>
/// <param name="happened">Told of each event, by its type and data.</param>
/// <param name="missed">Told that events may have been missed: what is to be known has to be read.</param>
internal sealed class EventStream(DocumentAddress address, Wire wire, TimeProvider time, Action<string, JsonElement> happened, Action missed) : IDisposable
{
    // The server sends a comment every 15 s: after three of them were missed, the connection is dead.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private CancellationTokenSource _restarting = new();
    private volatile bool _disposed;
    private string? _cursor;
    private int _failures;

    /// <summary>Connects anew: the machine may have slept.</summary>
    public void Restart() => Interlocked.Exchange(ref _restarting, new CancellationTokenSource()).Cancel();

    /// <summary>Follows the events until it is disposed.</summary>
    public async Task RunAsync()
    {
        while (!_disposed)
        {
            var ended = Volatile.Read(ref _restarting).Token;
            try
            {
                await FollowAsync(ended).ConfigureAwait(false);
                await Task.Delay(Pause(), time, ended).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Disposed, or to be connected anew.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        Restart();
    }

    private async Task FollowAsync(CancellationToken ended)
    {
        _failures++;
        try
        {
            using var response = await wire.OpenAsync(Request, HttpCompletionOption.ResponseHeadersRead, ended).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                return;
            }

            _failures = 0;
            // The subscription stands: what happened before it is read now. Also where it resumes, as an event may have been cut off behind its id.
            missed();
            var body = await response.Content.ReadAsStreamAsync(ended).ConfigureAwait(false);
            using var stream = new WatchedStream(body, Silence, time);
            var parser = SseParser.Create(stream, static (_, data) => JsonElement.Parse(data));
            try
            {
                await foreach (var item in parser.EnumerateAsync(ended).ConfigureAwait(false))
                {
                    if (item.EventType is "reset")
                    {
                        missed();
                    }
                    else
                    {
                        happened(item.EventType, item.Data);
                    }
                }
            }
            finally
            {
                // The server tells it also without an event.
                _cursor = parser.LastEventId is { Length: > 0 } id ? id : _cursor;
            }
        }
        catch (Exception e) when (Retries.IsNetworkFault(e) || e is JsonException || (e is OperationCanceledException && !ended.IsCancellationRequested))
        {
            // Connected again below.
        }
    }

    private HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"v1/events?collection={address.Collection}&id={address.Id}", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        if (_cursor is { } cursor)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", cursor);
        }

        return request;
    }

    /// <summary>Doubling, with jitter: clients that lost one server do not come back together.</summary>
    private TimeSpan Pause()
    {
        var longest = Math.Min(LongestPause.TotalSeconds, 0.5 * Math.Pow(2, _failures));
        return TimeSpan.FromSeconds(longest * (0.5 + (Random.Shared.NextDouble() / 2)));
    }
}
