using System.Net.ServerSentEvents;
using System.Text.Json;
using SyncServer.Load.Running;

namespace SyncServer.Load.Clients;

/// <summary>A client of the event stream (docs/protocol.md, section 9): checks that every version of its document arrives exactly once and in order.</summary>
internal sealed class EventFollower : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _gone = new();
    private readonly Traffic _traffic;
    private readonly Task _reading;
    private long _received;

    private EventFollower(Stream events, Traffic traffic) => (_traffic, _reading) = (traffic, ReadAsync(events));

    /// <summary>Opens a stream of a document.</summary>
    public static async Task<EventFollower> OpenAsync(Person person, string document)
    {
        var names = document.Split('/');
        return new EventFollower(await person.OpenAsync($"/v1/events?collection={names[2]}&id={names[3]}"), person.Traffic);
    }

    /// <summary>Waits for the event of a version or a later one, then closes the stream.</summary>
    public async Task LeaveAsync(long version)
    {
        _gone.CancelAfter(Patience);
        while (Volatile.Read(ref _received) < version && !_gone.IsCancellationRequested && !_reading.IsCompleted)
        {
            await Task.WhenAny(_reading, Task.Delay(10));
        }

        if (Volatile.Read(ref _received) < version)
        {
            _traffic.Violation("A version did not arrive at a follower of the events.");
        }

        await _gone.CancelAsync();
        await _reading;
    }

    public void Dispose() => _gone.Dispose();

    private async Task ReadAsync(Stream events)
    {
        await using var stream = events;
        try
        {
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(_gone.Token))
            {
                if (item.EventType is not "saved")
                {
                    continue;
                }

                using var change = JsonDocument.Parse(item.Data);
                var version = change.RootElement.GetProperty("version").GetInt64();
                _traffic.RecordEvent();
                if (_received > 0 && version != _received + 1)
                {
                    _traffic.Violation("An event arrived out of order, or twice.");
                }

                Volatile.Write(ref _received, version);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or HttpRequestException or ObjectDisposedException)
        {
            if (!_gone.IsCancellationRequested)
            {
                _traffic.Violation("An event stream broke off.");
            }
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            _traffic.Violation("An event is malformed.");
        }
    }
}
