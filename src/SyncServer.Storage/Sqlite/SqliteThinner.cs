using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Sqlite;

/// <summary>
/// Thins along the order of commits: what has grown old since the last pass lies in one stretch of the table, however many documents there
/// are. Everything is read and worked out before the writer is asked for its turn, so that a turn is a few small writes.
/// </summary>
/// <param name="file">The database file.</param>
/// <param name="writing">Held while a transaction writes.</param>
/// <param name="conflicts">Say which versions they refer to.</param>
/// <param name="limits">How much is remembered of a session.</param>
/// <param name="time">Tells how old a version is.</param>
internal sealed class SqliteThinner(string file, Lock writing, IConflictLog conflicts, SessionLimits limits, TimeProvider time) : IHistoryThinner
{
    // Bounds what a pass holds in memory, and what the next one looks at again after it was stopped.
    private const int StretchRows = 20_000;

    private const int MaxSessions = 500;

    private readonly TimeSpan _expiry = limits.Life + TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ThinnedSlice> ThinAsync(HistoryPolicies policies, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var connection = Open();
        using var statements = new ThinningStatements(connection);
        Write(statements, () => statements.ForgetOthers(policies.ToString()));
        // What a session record still referred to at the ages of the policies goes when the record has expired.
        foreach (var age in policies.Ages.Append(_expiry).Distinct())
        {
            while (Stretch(statements, policies, age, now) is { Count: > 0 } stretch)
            {
                var segments = stretch.Where(row => policies.Of(row.Key.Collection) is { Thin: true } policy && policy.Ages.Append(_expiry).Contains(age))
                    .Select(row => (row.Doc, row.Snapshot, row.Key)).Distinct().Order(BySegment);
                foreach (var (doc, snapshot, key) in segments)
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (await ThinSegmentAsync(statements, key, doc, snapshot, policies.Of(key.Collection), now) is > 0 and var count)
                    {
                        yield return new ThinnedSlice(key, count, Sessions: 0);
                    }
                }

                Write(statements, () => statements.SetMark(policies.ToString(), age, stretch[^1].Position));
            }
        }

        var after = new ThinningSession(0, [], now);
        while (statements.Sessions(after, MaxSessions) is { Count: > 0 } sessions)
        {
            cancellation.ThrowIfCancellationRequested();
            after = sessions[^1];
            var expired = sessions.FindAll(session => now - session.AcceptedAt > limits.Life);
            var gone = 0;
            if (expired.Count > 0)
            {
                Write(statements, () => gone = expired.Count(statements.Delete));
            }

            if (gone > 0)
            {
                yield return new ThinnedSlice(Document: null, Versions: 0, gone);
            }
        }
    }

    private static readonly Comparer<(long Doc, long Snapshot, DocumentKey Key)> BySegment = Comparer<(long Doc, long Snapshot, DocumentKey Key)>.Create(
        (one, other) => (one.Doc, one.Snapshot).CompareTo((other.Doc, other.Snapshot)));

    private SqliteConnection Open()
    {
        // Not pooled: nobody else may get a connection with these settings.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        // NORMAL: a turn waits for no disk. What a crash undoes is thinned again; a save is made durable with everything before it.
        // No checkpoint inside a turn: that takes long, and is done between turns.
        command.CommandText = """
            PRAGMA synchronous = NORMAL;
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA busy_timeout = 2000;
            """;
        command.ExecuteNonQuery();
        return connection;
    }

    /// <summary>The next versions of an age, up to the first that is younger.</summary>
    private static List<ThinningCandidate> Stretch(ThinningStatements statements, HistoryPolicies policies, TimeSpan age, DateTimeOffset now)
    {
        var rows = statements.After(statements.Mark(policies.ToString(), age), StretchRows);
        return [.. rows.TakeWhile(row => now - row.SavedAt > age)];
    }

    private async Task<int> ThinSegmentAsync(ThinningStatements statements, DocumentKey key, long doc, long snapshot, HistoryPolicy policy, DateTimeOffset now)
    {
        // Old versions are changed by nobody else, so what is read before the turn is still so in it. New ones may come; they are not touched.
        var (segment, next) = statements.Lines(doc, snapshot);
        var thinning = await SegmentThinning.PlanAsync(
            segment, next, policy, now, () => ListReferencedVersionsAsync(statements, key, doc, now), () => Task.FromResult(statements.Payloads(doc, snapshot, segment[^1].Version)));
        if (thinning is null)
        {
            return 0;
        }

        Write(statements, () =>
        {
            foreach (var version in thinning.Gone)
            {
                statements.Delete(doc, version);
            }

            foreach (var (version, payload) in thinning.Rewritten)
            {
                statements.Rewrite(doc, version, payload);
            }
        });
        return thinning.Gone.Count;
    }

    private async Task<IReadOnlySet<long>> ListReferencedVersionsAsync(ThinningStatements statements, DocumentKey key, long doc, DateTimeOffset now) =>
        new HashSet<long>([.. await conflicts.ListReferencedVersionsAsync(key), .. statements.ReferredBySessions(doc, now, limits)]);

    private void Write(ThinningStatements statements, Action work)
    {
        using (writing.EnterScope())
        {
            statements.Begin();
            try
            {
                work();
                statements.Commit();
            }
            catch
            {
                try
                {
                    statements.Rollback();
                }
                catch (SqliteException)
                {
                    // SQLite has rolled back by itself, as on a full disk.
                }

                throw;
            }
        }

        statements.Checkpoint();
    }
}
