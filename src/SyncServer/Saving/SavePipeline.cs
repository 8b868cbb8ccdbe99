using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Saving;

/// <summary>The way of every save: to the writer, back with its decision, and once more where it was held (protocol 4.5).</summary>
internal sealed class SavePipeline(GroupCommitter committer, HeldSaves held, SavingOptions options, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>Decides and writes one save.</summary>
    /// <exception cref="UnavailableException">It could not be decided just now.</exception>
    public async Task<SaveDecision> SaveAsync(SaveCommand command)
    {
        var decision = await committer.CommitAsync(command.Method is SaveMethod.Patch ? command with { MayWait = true } : command);
        if (decision is SaveDecision.Held)
        {
            decision = held.TryEnter() ? await DecideInTurnAsync(command) : await committer.CommitAsync(command);
        }

        if (decision is SaveDecision.Written or SaveDecision.Unchanged && command is { Session: { } session, Sequence: not null })
        {
            held.Wake(command.Key, session);
        }

        return decision;
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
                var decision = await committer.CommitAsync(command with { MayWait = true });
                if (decision is not SaveDecision.Held)
                {
                    return decision;
                }

                var left = options.ReorderWait - time.GetElapsedTime(start);
                await turn.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, lifetime.ApplicationStopping);
            }
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // The wait is over, or the server is stopping and answers everybody.
            return await committer.CommitAsync(command);
        }
        finally
        {
            held.Leave(command.Key, command.Session!.Value);
        }
    }
}
