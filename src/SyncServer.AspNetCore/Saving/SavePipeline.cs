using System.Diagnostics;
using SyncServer.Core.Saving;
using SyncServer.Insights;

namespace SyncServer.Saving;

/// <summary>
/// The way of every save: past the early refusal to the writer and back with its decision; once more where it was held (protocol section 4, steps 5
/// and 9) or had to be prepared.
/// </summary>
internal sealed class SavePipeline(
    EarlyRefusal early, GroupCommitter committer, Preparations preparations, HeldSaves held, SaveMetrics metrics, SavingOptions options, TimeProvider time,
    IHostApplicationLifetime lifetime)
{
    // The predecessor may be accepted by another node, which wakes nobody here.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    // The head may move on while a save is prepared for it.
    private const int MaxPreparations = 16;

    /// <summary>Decides and writes one save.</summary>
    /// <exception cref="UnavailableException">It could not be decided just now.</exception>
    public async Task<SaveDecision> SaveAsync(SaveCommand command)
    {
        var started = Stopwatch.GetTimestamp();
        using var span = SaveTrace.Start(command);
        try
        {
            SaveDecision decision = await early.TryRefuseAsync(command) ?? await DecideAsync(command);
            if (decision is SaveDecision.Held)
            {
                decision = held.TryEnter() ? await WaitAndDecideAsync(command) : await DecideAsync(command with { MayWait = false });
            }

            metrics.Decided(command, decision, started);
            span?.End(decision);
            return decision;
        }
        catch
        {
            metrics.Undecided(command);
            span?.Fail();
            throw;
        }
    }

    private async Task<SaveDecision> DecideAsync(SaveCommand command)
    {
        for (var i = 0; i <= MaxPreparations; i++)
        {
            var decision = await committer.CommitAsync(command);
            if (decision is not SaveDecision.Unprepared work)
            {
                return decision;
            }

            command = command with { Prepared = await preparations.PrepareAsync(command, work) };
        }

        throw new UnavailableException("The document is changed too often at the moment.");
    }

    private async Task<SaveDecision> WaitAndDecideAsync(SaveCommand command)
    {
        var start = time.GetTimestamp();
        try
        {
            while (true)
            {
                // Listening begins before the decision, so that a predecessor accepted in between is not missed.
                var next = held.NextAsync(command.Key, command.Session!.Value);
                var decision = await DecideAsync(command);
                if (decision is not SaveDecision.Held)
                {
                    return decision;
                }

                var left = options.ReorderWait - time.GetElapsedTime(start);
                if (left <= TimeSpan.Zero)
                {
                    return await DecideAsync(command with { MayWait = false });
                }

                await WaitAsync(next, left < LookAgain ? left : LookAgain);
            }
        }
        catch (OperationCanceledException)
        {
            // The server is stopping and answers everybody.
            return await DecideAsync(command with { MayWait = false });
        }
        finally
        {
            held.Leave(command.Key, command.Session!.Value);
        }
    }

    private async Task WaitAsync(Task next, TimeSpan max)
    {
        try
        {
            await next.WaitAsync(max, time, lifetime.ApplicationStopping);
        }
        catch (TimeoutException)
        {
            // Decided again all the same.
        }
    }
}
