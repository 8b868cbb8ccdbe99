using System.Net.ServerSentEvents;
using System.Text.Json;
using SyncServer.Client.Http;

namespace SyncServer.Client.Live;

/// <summary>The event stream of one document (docs/protocol.md, section 9). It reconnects after every fault, and resumes after the last event.</summary>
/// <param name="address">The document.</param>
/// <param name="transport">Sends the requests.</param>
/// <param name="time">The clock.</param>
/// <param name="received">Called for each event, with its type and data.</param>
/// <param name="missed">Called when events may have been missed: the newest version has to be read.</param>
internal sealed class EventStream(DocumentAddress address, Transport transport, TimeProvider time, Action<string, JsonElement> received, Action missed) : IDisposable
{
    // The server sends a comment every 15 s: a connection without three of them is dead.
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    private CancellationTokenSource _restarting = new();
    private volatile bool _disposed;
    private string? _lastEventId;
    private int _failures;

    /// <summary>Reconnects: the machine may have slept.</summary>
    public void Restart() => Interlocked.Exchange(ref _restarting, new CancellationTokenSource()).Cancel();

    /// <summary>Receives events until it is disposed.</summary>
    public async Task RunAsync()
    {
        while (!_disposed)
        {
            var ended = Volatile.Read(ref _restarting).Token;
            try
            {
                await ReceiveAsync(ended).ConfigureAwait(false);
                await Task.Delay(NextDelay(), time, ended).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Disposed or restarted.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        Restart();
    }

    private async Task ReceiveAsync(CancellationToken ended)
    {
        _failures++;
        try
        {
            using var response = await transport.OpenAsync(Request, HttpCompletionOption.ResponseHeadersRead, ended).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                return;
            }

            _failures = 0;
            // The subscription is open: what was saved before it is read now. Also where it resumes, as the connection may have been cut between the id and the data of an event.
            missed();
            var body = await response.Content.ReadAsStreamAsync(ended).ConfigureAwait(false);
            using var stream = new ReadTimeoutStream(body, SilenceLimit, time);
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
                        received(item.EventType, item.Data);
                    }
                }
            }
            finally
            {
                // The server also sends its position where there is no event.
                _lastEventId = parser.LastEventId is { Length: > 0 } id ? id : _lastEventId;
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !ended.IsCancellationRequested)
        {
            // Whatever failed, also reading an event: the next attempt follows.
        }
    }

    private HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"v1/events?collection={address.Collection}&id={address.Id}", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        if (_lastEventId is { } id)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", id);
        }

        return request;
    }

    /// <summary>Exponential back-off with jitter, so that clients that lost one server do not reconnect together.</summary>
    private TimeSpan NextDelay()
    {
        var limit = Math.Min(MaxDelay.TotalSeconds, 0.5 * Math.Pow(2, _failures));
        return TimeSpan.FromSeconds(limit * (0.5 + (Random.Shared.NextDouble() / 2)));
    }
}
