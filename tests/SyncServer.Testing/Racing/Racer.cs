using System.Net;

namespace SyncServer.Testing.Racing;

/// <summary>One session that saves one document: with saves in flight, delays, retries, lost responses and reloads.</summary>
public sealed class Racer(Caller tab, string name, string document, bool counts, Random random, Func<bool> continues)
{
    private readonly List<RaceSave> _saves = [];
    private readonly List<Task> _inFlight = [];
    private readonly Lock _lock = new();
    private Answer? _known;
    private bool _gone;
    private long _sequence;
    private long _newest;

    /// <summary>All saves.</summary>
    public IReadOnlyList<RaceSave> Saves => _saves;

    /// <summary>Runs until the race ends and the last save has a response.</summary>
    public async Task RunAsync()
    {
        await ReloadAsync();
        while (continues())
        {
            var dice = random.Next(100);
            if (dice < 6)
            {
                // A pause, in which only others save the document.
                await Task.Delay(random.Next(150));
                await ReloadAsync();
            }
            else if (dice < 20 && counts && _saves.Count > 0)
            {
                Start(_saves[^random.Next(1, Math.Min(_saves.Count, 5) + 1)]);
            }
            else
            {
                Start(Compose(dice));
            }

            if (_inFlight.Count >= 3)
            {
                _inFlight.Remove(await Task.WhenAny(_inFlight));
            }
        }

        await Task.WhenAll(_inFlight);
    }

    private RaceSave Compose(int dice)
    {
        Answer? known;
        bool gone;
        lock (_lock)
        {
            (known, gone) = (_known, _gone);
        }

        var kind = known is null ? RaceKind.Create
            // A create over a tombstone names the tombstone.
            : gone ? RaceKind.Put
            : dice >= 98 ? RaceKind.Delete
            : dice >= 94 && document.StartsWith("/v1/forced/", StringComparison.Ordinal) ? RaceKind.Forced
            : dice >= 88 ? RaceKind.Patch
            : RaceKind.Put;
        var marker = kind is RaceKind.Delete ? "" : $$"""{"by":"{{name}}","n":{{_saves.Count}}}""";
        var save = new RaceSave(document, name, counts ? ++_sequence : null, known?["Sync-ETag"], known?.Version ?? 0, kind, marker);
        _saves.Add(save);
        return save;
    }

    private void Start(RaceSave save) => _inFlight.Add(SendAsync(save, random.Next(8), random.Next(15) is 0));

    private async Task SendAsync(RaceSave save, int delay, bool impatient)
    {
        await Task.Delay(delay);
        var call = save.Kind switch
        {
            RaceKind.Create => tab.Create(document, save.Marker),
            RaceKind.Delete => tab.Delete(document).IfMatch(save.ETag!),
            RaceKind.Forced => tab.Put(document, save.Marker).Forced(),
            RaceKind.Patch => tab.Patch(document, save.Marker).IfMatch(save.ETag!),
            _ => tab.Put(document, save.Marker).IfMatch(save.ETag!),
        };
        call = save.Sequence is { } sequence ? call.Sequence(sequence) : call;
        using var patience = new CancellationTokenSource();
        if (impatient && save.Kind is not RaceKind.Delete)
        {
            patience.CancelAfter(delay % 4);
        }

        try
        {
            var answer = await call.SendAsync(patience.Token);
            save.Add(answer);
            if (answer.Succeeded)
            {
                Learn(answer, save.Kind is RaceKind.Delete);
            }
            else if (answer.Status is HttpStatusCode.PreconditionFailed)
            {
                await ReloadAsync();
            }
        }
        catch (OperationCanceledException)
        {
            save.Lost = true;
        }
    }

    private async Task ReloadAsync()
    {
        var read = await tab.Get(document);
        Learn(read, gone: read.Status is HttpStatusCode.Gone);
    }

    private void Learn(Answer answer, bool gone)
    {
        lock (_lock)
        {
            // Responses may arrive out of order; the known version never decreases.
            if (answer.Version >= _newest)
            {
                _newest = answer.Version.Value;
                (_known, _gone) = (answer, gone);
            }
        }
    }
}
