using System.Diagnostics;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Hammer;

/// <summary>
/// One hot record: its owner saves it in a closed loop, and stale sessions insist on saving versions long overwritten. Half of
/// them keep the ETag that they read first; the others reload after each refusal, and are late again when their next turn comes.
/// </summary>
/// <param name="ownersNode">Where the owner saves.</param>
/// <param name="staleNode">Where the stale sessions do.</param>
/// <param name="text">What all of them write.</param>
internal sealed class Storm(ServerProcess ownersNode, ServerProcess staleNode, DocumentText text)
{
    public const int Sessions = 64;

    public const int PaceMilliseconds = 50;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    private readonly Document _owners = new(0);
    private readonly Document[] _stale = [.. Enumerable.Range(0, Sessions).Select(_ => new Document(0))];

    /// <summary>The owner creates the record, and the others read it for the first time.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await QuietAsync(TimeSpan.FromSeconds(1), cancellation);
        var stale = StaleEditors();
        await Connections.UseAsync([.. stale.Select(editor => editor.Connection)], Grace, ReadAllAsync, cancellation);

        Task ReadAllAsync() => Task.WhenAll(stale.Select(editor => editor.ReadAsync(long.MaxValue)));
    }

    /// <summary>The owner saves undisturbed.</summary>
    public Task<StormTally> QuietAsync(TimeSpan time, CancellationToken cancellation) => RunAsync([], time, cancellation);

    /// <summary>The owner saves while the others insist.</summary>
    public Task<StormTally> RageAsync(TimeSpan time, CancellationToken cancellation) => RunAsync(StaleEditors(), time, cancellation);

    private Editor[] StaleEditors() =>
        [.. _stale.Select((document, number) => new Editor(staleNode, $"stale-session-{number:d4}", document, text, stale: true))];

    private async Task<StormTally> RunAsync(Editor[] stale, TimeSpan time, CancellationToken cancellation)
    {
        var owner = new Editor(ownersNode, "owner-session", _owners, text, stale: false);
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
        // Their turns are spread over the pace.
        var pace = TimeSpan.FromMilliseconds(PaceMilliseconds);
        return editor.InsistAsync(reloads: number % 2 == 1, pace * number / Sessions, pace, deadline);
    }
}
