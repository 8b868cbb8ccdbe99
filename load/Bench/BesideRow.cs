using System.Diagnostics;
using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>Small saves at a steady rate on one server, alternately alone and during continuous saves of large documents by two clients.</summary>
internal sealed class BesideRow
{
    public const int Editors = 8;
    public const int PaceMilliseconds = 50;
    public const int LargeBytes = 500_000;
    private const int PutFields = 2_000;

    // The server treats a patch of more than 200 fields as one of the whole document, part of which is locked.
    private const int PatchFields = 150;
    private const int PatchFieldBytes = 2_000;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(PaceMilliseconds);

    private readonly ServerProcess _server;
    private readonly Document[] _documents = Document.Many(0, Editors);
    private readonly LargeSaves[] _large;
    private readonly List<Tally> _alone = [];
    private readonly List<Tally> _beside = [];
    private readonly List<Tally>[] _largeSaves = [[], []];

    /// <param name="name">The name in the table.</param>
    /// <param name="server">The server, without documents.</param>
    public BesideRow(string name, ServerProcess server)
    {
        (Name, _server) = (name, server);
        var large = Document.Many(Editors, 2);
        _large =
        [
            new LargeSaves(server, large[0], new DocumentText(LargeBytes, PutFields), patches: false),
            new LargeSaves(server, large[1], new DocumentText(LargeBytes, PatchFields, PatchFieldBytes), patches: true),
        ];
    }

    public static string[] Columns { get; } =
    [
        "", "saves/s", "p50 ms alone", "p99 ms alone", "p50 ms beside", "p99 ms beside", "slowest ms beside", "other responses",
        "large PUTs/s", "p50 ms", "other responses", "large PATCHes/s", "p50 ms", "other responses",
    ];

    public string Name { get; }

    /// <summary>The median of the rounds with large saves.</summary>
    public double P99Milliseconds => Percentile(_beside, 0.99);

    /// <summary>Saves of any size that were not accepted.</summary>
    public int Others => SmallOthers + _largeSaves.Sum(OthersOf);

    private int SmallOthers => OthersOf(_alone) + OthersOf(_beside);

    public string[] Row =>
    [
        Name,
        $"{Median.Of(_beside.Select(tally => tally.PerSecond)):f0}",
        $"{Percentile(_alone, 0.50):f2}",
        $"{Percentile(_alone, 0.99):f2}",
        $"{Percentile(_beside, 0.50):f2}",
        $"{P99Milliseconds:f2}",
        $"{_beside.Max(tally => tally.Percentile(1)):f2}",
        $"{SmallOthers}",
        .. _largeSaves.SelectMany(tallies => (string[])[$"{Median.Of(tallies.Select(tally => tally.PerSecond)):f1}", $"{Percentile(tallies, 0.50):f0}", $"{OthersOf(tallies)}"]),
    ];

    public async Task MeasureAsync(BenchOptions options, CancellationToken cancellation)
    {
        foreach (var large in _large)
        {
            await large.CreateAsync(cancellation);
        }

        // The first round is a warm-up.
        for (var i = 0; i <= options.Rounds; i++)
        {
            foreach (var large in _large)
            {
                await large.LockAsync(cancellation);
            }

            var (alone, _) = await RunAsync([], options.RoundTime, cancellation);
            var (beside, tallies) = await RunAsync(_large, options.RoundTime, cancellation);
            if (i > 0)
            {
                _alone.Add(alone);
                _beside.Add(beside);
                _largeSaves[0].Add(tallies[0]);
                _largeSaves[1].Add(tallies[1]);
            }
        }
    }

    private static double Percentile(List<Tally> rounds, double share) => Median.Of(rounds.Select(tally => tally.Percentile(share)));

    private static int OthersOf(List<Tally> rounds) => rounds.Sum(tally => tally.Others);

    private async Task<(Tally Small, Tally[] Large)> RunAsync(LargeSaves[] large, TimeSpan time, CancellationToken cancellation)
    {
        var editors = _documents.Select(document => new Editor(_server, $"small-session-{document.Number}", document, DefaultLoad.Small, stale: false)).ToArray();
        var clients = large.Select(saves => (Saves: saves, Connection: new Connection(_server), Tally: new Tally())).ToArray();
        await Connections.UseAsync([.. editors.Select(editor => editor.Connection), .. clients.Select(client => client.Connection)], time + Grace, SaveAsync, cancellation);
        return (Tally.Sum(editors.Select(editor => editor.Saves), time.TotalSeconds), [.. clients.Select(client => Tally.Sum([client.Tally], time.TotalSeconds))]);

        Task SaveAsync()
        {
            var deadline = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
            return Task.WhenAll([
                .. editors.Select((editor, number) => editor.InsistAsync(reloads: false, Pace * number / Editors, Pace, deadline)),
                .. clients.Select(client => client.Saves.SaveAsync(client.Connection, client.Tally, deadline)),
            ]);
        }
    }
}
