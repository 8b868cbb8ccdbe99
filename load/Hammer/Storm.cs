using System.Diagnostics;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Hammer;

/// <summary>
/// One hot record: its owner saves it in a closed loop, and stale sessions keep trying to save on overwritten versions. Half of
/// them keep the first ETag that they read; the others reload after each refusal, and are stale again at their next save.
/// </summary>
/// <param name="ownerNode">The node of the owner.</param>
/// <param name="staleNode">The node of the stale sessions.</param>
/// <param name="text">The text.</param>
internal sealed class Storm(ServerProcess ownerNode, ServerProcess staleNode, DocumentText text)
{
    public const int Sessions = 64;

    public const int PaceMilliseconds = 50;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    private readonly Document _owners = new(0);
    private readonly Document[] _stale = [.. Enumerable.Range(0, Sessions).Select(_ => new Document(0))];

    /// <summary>Creates the record as the owner, and reads it as the others.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await QuietAsync(TimeSpan.FromSeconds(1), cancellation);
        var stale = StaleEditors();
        await Connections.UseAsync([.. stale.Select(editor => editor.Connection)], Grace, ReadAllAsync, cancellation);

        Task ReadAllAsync() => Task.WhenAll(stale.Select(editor => editor.ReadAsync(long.MaxValue)));
    }

    /// <summary>Runs the owner's saves alone.</summary>
    public Task<StormTally> QuietAsync(TimeSpan time, CancellationToken cancellation) => RunAsync([], time, cancellation);

    /// <summary>Runs the owner's saves and the stale saves.</summary>
    public Task<StormTally> RageAsync(TimeSpan time, CancellationToken cancellation) => RunAsync(StaleEditors(), time, cancellation);

    private Editor[] StaleEditors() =>
        [.. _stale.Select((document, number) => new Editor(staleNode, $"stale-session-{number:d4}", document, text, stale: true))];

    private async Task<StormTally> RunAsync(Editor[] stale, TimeSpan time, CancellationToken cancellation)
    {
        var owner = new Editor(ownerNode, "owner-session", _owners, text, stale: false);
        await Connections.UseAsync([owner.Connection, .. stale.Select(editor => editor.Connection)], time + Grace, SaveAsync, cancellation);
        return new StormTally(
            Tally.Sum([owner.Saves], time.TotalSeconds),
            Tally.Sum(stale.Select(editor => editor.Saves), time.TotalSeconds),
            Tally.Sum(stale.Select(editor => editor.Reads), time.TotalSeconds));

        Task SaveAsync()
        {
            var deadline = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
            return Task.WhenAll([owner.SaveAsync(deadline), .. stale.Select((editor, number) => InsistAsync(editor, number, deadline))]);
        }
    }

    private static Task InsistAsync(Editor editor, int number, long deadline)
    {
        // The saves are spread evenly over the interval.
        var pace = TimeSpan.FromMilliseconds(PaceMilliseconds);
        return editor.InsistAsync(reloads: number % 2 == 1, pace * number / Sessions, pace, deadline);
    }
}
