using System.Diagnostics;
using SyncServer.Conflicts;
using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using SyncServer.Insights;

namespace SyncServer.Saving;

/// <summary>
/// The way of every save: past the early refusal to the writer, back with its decision, and once more where it was held (protocol 4.5) or is
/// to be merged (4.9).
/// </summary>
internal sealed class SavePipeline(
    EarlyRefusal early, GroupCommitter committer, Merging merging, HeldSaves held, ConflictBook conflicts, SaveMetrics metrics, SavingOptions options, TimeProvider time,
    IHostApplicationLifetime lifetime)
{
    // The predecessor may be accepted by another node, which wakes nobody here.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    // The head may move on while a save is merged with it; a save that loses so often is refused, and its client may send it again.
    private const int MostMerges = 16;

    /// <summary>Decides and writes one save.</summary>
    /// <exception cref="UnavailableException">It could not be decided just now.</exception>
    public async Task<SaveDecision> SaveAsync(SaveCommand command)
    {
        var started = Stopwatch.GetTimestamp();
        using var span = SaveTrace.Start(command);
        try
        {
            SaveDecision? decision = await early.TryRefuseAsync(command);
            decision ??= await DecideAsync(command.Method is SaveMethod.Patch ? command with { MayWait = true } : command);
            if (decision is SaveDecision.Held)
            {
                decision = held.TryEnter() ? await DecideInTurnAsync(command) : await DecideAsync(command);
            }

            if (decision is SaveDecision.Written or SaveDecision.Unchanged && command is { Session: { } session, Sequence: not null })
            {
                held.Wake(command.Key, session);
            }

            metrics.Decided(command, decision, started);
            span?.End(decision);
            return conflicts.Learn(command, decision);
        }
        catch
        {
            metrics.Undecided(command);
            span?.Fail();
            throw;
        }
    }

    /// <summary>Merging is done here, outside of the writer's turn, with the head that the writer met.</summary>
    private async Task<SaveDecision> DecideAsync(SaveCommand command)
    {
        for (var merges = 0; ; merges++)
        {
            var decision = await committer.CommitAsync(merges < MostMerges ? command : command with { OnConflict = OnConflict.Reject });
            if (decision is not SaveDecision.Stale stale)
            {
                return decision;
            }

            command = command with { Merge = await merging.MergeAsync(command, stale) };
        }
    }

    private async Task<SaveDecision> DecideInTurnAsync(SaveCommand command)
    {
        var start = time.GetTimestamp();
        try
        {
            while (true)
            {
                // Listening begins before the decision, so that a predecessor accepted in between is not missed.
                var turn = held.NextAsync(command.Key, command.Session!.Value);
                var decision = await DecideAsync(command with { MayWait = true });
                if (decision is not SaveDecision.Held)
                {
                    return decision;
                }

                var left = options.ReorderWait - time.GetElapsedTime(start);
                if (left <= TimeSpan.Zero)
                {
                    return await DecideAsync(command);
                }

                await ItsTurnAsync(turn, left < LookAgain ? left : LookAgain);
            }
        }
        catch (OperationCanceledException)
        {
            // The server is stopping and answers everybody.
            return await DecideAsync(command);
        }
        finally
        {
            held.Leave(command.Key, command.Session!.Value);
        }
    }

    private async Task ItsTurnAsync(Task turn, TimeSpan most)
    {
        try
        {
            await turn.WaitAsync(most, time, lifetime.ApplicationStopping);
        }
        catch (TimeoutException)
        {
            // Decided anew all the same.
        }
    }
}
