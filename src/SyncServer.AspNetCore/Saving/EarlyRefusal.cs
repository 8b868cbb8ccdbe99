using Microsoft.Extensions.Caching.Memory;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Saving;

/// <summary>
/// Refuses the saves of a session that goes on repeating doomed ones, so that a storm of them does not reach the writer. An ordinary conflict is
/// always decided by the database: only after a second of nothing but conflicts on one version is the next one refused here, with nothing to merge.
/// Where other nodes write too, it refuses nothing: a save that one of those accepted could make the next one a repeat, or superseded.
/// </summary>
/// <param name="reader">Reads the newest versions.</param>
/// <param name="time">Tells how long conflicts have gone on.</param>
/// <param name="isOnlyNode">Whether no other process writes.</param>
internal sealed class EarlyRefusal(IDocumentReader reader, TimeProvider time, bool isOnlyNode) : ICommitObserver, IDisposable
{
    private const int MaxSessions = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly MemoryCache _streaks = new(new MemoryCacheOptions { SizeLimit = MaxSessions });

    /// <summary>The refusal, or null where the database is to decide.</summary>
    public async ValueTask<SaveDecision.Refused?> TryRefuseAsync(SaveCommand command)
    {
        if (_streaks.Count == 0 || command.Session is not { } session || !_streaks.TryGetValue((command.Key, session), out Streak? streak)
            || !streak!.Conflict.WouldRefuse(command) || !IsOngoing(streak) || time.GetElapsedTime(streak.Began) < Patience
            || await reader.NewestAsync(command.Key, streak.Head) is not { } head || head.Version < streak.Head)
        {
            return null;
        }

        streak.Refused = time.GetTimestamp();
        return new SaveDecision.Refused(Refusal.EditConflict) { Head = head, Named = streak.Conflict.Named };
    }

    /// <inheritdoc/>
    public void Committed(CommittedBatch batch)
    {
        if (!isOnlyNode)
        {
            return;
        }

        for (var i = 0; i < batch.Decisions.Count; i++)
        {
            if (batch.Commands[i] is not { Session: { } session } command)
            {
                continue;
            }

            if (RecentConflict.Of(command, batch.Decisions[i]) is { } conflict)
            {
                Note((command.Key, session), conflict, ((SaveDecision.Refused)batch.Decisions[i]).Head!.Version);
            }
            else if (_streaks.Count > 0 && batch.Decisions[i] is SaveDecision.Accepted)
            {
                _streaks.Remove((command.Key, session));
            }
        }
    }

    public void Dispose() => _streaks.Dispose();

    private void Note((DocumentKey, SessionKey) key, RecentConflict conflict, long head)
    {
        var now = time.GetTimestamp();
        var before = _streaks.TryGetValue(key, out Streak? streak) && streak!.Conflict.Named == conflict.Named && IsOngoing(streak) ? streak : null;
        _streaks.Set(
            key,
            new Streak(conflict, head, before?.Began ?? now) { Refused = now },
            new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Patience * 2 });
    }

    private bool IsOngoing(Streak streak) => time.GetElapsedTime(streak.Refused) <= Patience;

    /// <summary>Conflicts of one session on one version, each within a second of the one before.</summary>
    private sealed record Streak(RecentConflict Conflict, long Head, long Began)
    {
        /// <summary>When the last of them was refused, as a timestamp of the process.</summary>
        public long Refused { get; set; }
    }
}
