using Microsoft.Extensions.Caching.Memory;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Saving;

/// <summary>
/// Refuses further saves of a session that keeps sending saves that must conflict, so that they do not load the writer. An ordinary conflict is always decided
/// by the database: only after a second of nothing but conflicts on one base version is the next save refused here, without a merge preview. If other nodes write
/// too, nothing is refused here: a save that another node accepted could make the next one a replay or superseded.
/// </summary>
/// <param name="reader">Reads the newest versions.</param>
/// <param name="time">The clock.</param>
/// <param name="isOnlyNode">Whether no other process writes.</param>
internal sealed class EarlyRefusal(IDocumentReader reader, TimeProvider time, bool isOnlyNode) : ICommitObserver, IDisposable
{
    private const int MaxSessions = 10_000;
    private static readonly TimeSpan MinDuration = TimeSpan.FromSeconds(1);

    private readonly MemoryCache _streaks = new(new MemoryCacheOptions { SizeLimit = MaxSessions });

    /// <summary>Returns the refusal, or null if the database must decide.</summary>
    public async ValueTask<SaveDecision.Refused?> TryRefuseAsync(SaveCommand command)
    {
        if (_streaks.Count == 0 || command.Session is not { } session || !_streaks.TryGetValue((command.Key, session), out Streak? streak)
            || !streak!.Conflict.WouldRefuse(command) || !IsOngoing(streak) || time.GetElapsedTime(streak.Began) < MinDuration
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
                Record((command.Key, session), conflict, ((SaveDecision.Refused)batch.Decisions[i]).Head!.Version);
            }
            else if (_streaks.Count > 0 && batch.Decisions[i] is SaveDecision.Accepted)
            {
                _streaks.Remove((command.Key, session));
            }
        }
    }

    public void Dispose() => _streaks.Dispose();

    private void Record((DocumentKey, SessionKey) key, RecentConflict conflict, long head)
    {
        var now = time.GetTimestamp();
        var before = _streaks.TryGetValue(key, out Streak? streak) && streak!.Conflict.Named == conflict.Named && IsOngoing(streak) ? streak : null;
        _streaks.Set(
            key,
            new Streak(conflict, head, before?.Began ?? now) { Refused = now },
            new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = MinDuration * 2 });
    }

    private bool IsOngoing(Streak streak) => time.GetElapsedTime(streak.Refused) <= MinDuration;

    /// <summary>A series of conflicts of one session on one base version, each within a second of the previous one.</summary>
    private sealed record Streak(RecentConflict Conflict, long Head, long Began)
    {
        /// <summary>The timestamp of the last refusal.</summary>
        public long Refused { get; set; }
    }
}
