using System.Diagnostics;
using SyncServer.Core.Saving;
using SyncServer.Insights;

namespace SyncServer.Saving;

/// <summary>
/// Runs every save: the early refusal, then the writer loop; and again if the save was held (docs/protocol.md, sections 4.5 and 4.9) or had to be prepared.
/// </summary>
internal sealed class SavePipeline(
    EarlyRefusal early, GroupCommitter committer, Preparations preparations, HeldSaves held, SaveMetrics metrics, SavingOptions options, TimeProvider time,
    IHostApplicationLifetime lifetime)
{
    // The missing save may be accepted by another node, which does not wake saves on this one.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    // A preparation is void if the head changed meanwhile.
    private const int MaxPreparations = 16;

    /// <summary>Decides and commits one save.</summary>
    /// <exception cref="UnavailableException">The save could not be decided now.</exception>
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

        throw new UnavailableException("The document is changing too often at the moment.");
    }

    private async Task<SaveDecision> WaitAndDecideAsync(SaveCommand command)
    {
        var start = time.GetTimestamp();
        try
        {
            while (true)
            {
                // Starts to listen before the decision, so that a save accepted in between is not missed.
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

                await WaitAsync(next, left < PollInterval ? left : PollInterval);
            }
        }
        catch (OperationCanceledException)
        {
            // The server is stopping, and decides the waiting saves.
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
            // The caller decides the save again.
        }
    }
}
