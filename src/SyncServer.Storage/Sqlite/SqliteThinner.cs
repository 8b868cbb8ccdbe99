using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Sqlite;

/// <summary>
/// Thins in the order of commits. The versions that have become old enough since the last pass are consecutive rows of the table, however many documents
/// there are. All reading and computing is done before the write lock is taken, so that a transaction is a few small writes.
/// </summary>
/// <param name="file">The database file.</param>
/// <param name="writing">The lock that is held during write transactions.</param>
/// <param name="rewriting">Held while a segment is read and rewritten.</param>
/// <param name="conflicts">The conflicts on record, for the versions that they refer to.</param>
/// <param name="limits">The limits of session records.</param>
/// <param name="time">The clock that the age of versions is measured with.</param>
internal sealed class SqliteThinner(string file, Lock writing, SemaphoreSlim rewriting, IConflictLog conflicts, SessionLimits limits, TimeProvider time) : IHistoryThinner
{
    // Limits the memory of a pass, and what the next pass repeats after a stop.
    private const int StretchRows = 20_000;

    private const int MaxSessions = 500;
    private const int MaxConflicts = 500;

    private readonly TimeSpan _expiry = limits.Life + TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ThinnedSlice> ThinAsync(HistoryPolicies policies, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var connection = Open();
        using var statements = new ThinningStatements(connection);
        Write(statements, () => statements.DeleteProgressOfOthers(policies.ToString()));
        // A version that a session record referred to at the ages of the policies can be removed when the record has expired.
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
                        yield return new ThinnedSlice(key, count, Sessions: 0, Conflicts: 0);
                    }
                }

                Write(statements, () => statements.SetProgress(policies.ToString(), age, stretch[^1].Position));
            }
        }

        var after = new ThinningSession(0, [], now);
        while (statements.Sessions(after, MaxSessions) is { Count: > 0 } sessions)
        {
            cancellation.ThrowIfCancellationRequested();
            after = sessions[^1];
            var expired = sessions.FindAll(session => now - session.AcceptedAt > limits.Life);
            var removed = 0;
            if (expired.Count > 0)
            {
                Write(statements, () => removed = expired.Count(statements.Delete));
            }

            if (removed > 0)
            {
                yield return new ThinnedSlice(Document: null, Versions: 0, removed, Conflicts: 0);
            }
        }

        await foreach (var slice in DeleteConflictsAsync(statements, policies, now, cancellation))
        {
            yield return slice;
        }
    }

    /// <summary>
    /// Deletes the conflicts whose keep time is over. The versions that they alone referred to are removed first, as their segments have been thinned before and are
    /// not visited again.
    /// </summary>
    private async IAsyncEnumerable<ThinnedSlice> DeleteConflictsAsync(
        ThinningStatements statements, HistoryPolicies policies, DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var after = new ThinningConflict(0, "", default, now, []);
        while (statements.Conflicts(after, MaxConflicts) is { Count: > 0 } found)
        {
            cancellation.ThrowIfCancellationRequested();
            after = found[^1];
            var expired = found.FindAll(c => policies.Of(c.Key.Collection).IsOver(c.At, now));
            foreach (var document in expired.GroupBy(c => (c.Doc, c.Key)))
            {
                foreach (var snapshot in document.SelectMany(c => c.Versions).Distinct().Select(version => statements.SnapshotOf(document.Key.Doc, version)).Distinct().ToList())
                {
                    if (await ThinSegmentAsync(statements, document.Key.Key, document.Key.Doc, snapshot, policies.Of(document.Key.Key.Collection), now) is > 0 and var count)
                    {
                        yield return new ThinnedSlice(document.Key.Key, count, Sessions: 0, Conflicts: 0);
                    }
                }
            }

            if (expired.Count > 0)
            {
                Write(statements, () => expired.ForEach(statements.Delete));
                yield return new ThinnedSlice(Document: null, Versions: 0, Sessions: 0, expired.Count);
            }
        }
    }

    private static readonly Comparer<(long Doc, long Snapshot, DocumentKey Key)> BySegment = Comparer<(long Doc, long Snapshot, DocumentKey Key)>.Create(
        (one, other) => (one.Doc, one.Snapshot).CompareTo((other.Doc, other.Snapshot)));

    private SqliteConnection Open()
    {
        // Not pooled, as no other code may get a connection with these settings.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        // synchronous = NORMAL: a transaction does not wait for the disk. What a crash undoes is thinned again; the next save makes everything before it durable.
        // wal_autocheckpoint = 0: checkpoints are left to the Checkpointer.
        command.CommandText = """
            PRAGMA synchronous = NORMAL;
            PRAGMA secure_delete = ON;
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA busy_timeout = 2000;
            """;
        command.ExecuteNonQuery();
        return connection;
    }

    /// <summary>The next versions that have reached an age, or whose time is wrong.</summary>
    private static List<ThinningCandidate> Stretch(ThinningStatements statements, HistoryPolicies policies, TimeSpan age, DateTimeOffset now)
    {
        var rows = statements.After(statements.Progress(policies.ToString(), age), StretchRows);
        return [.. rows.TakeWhile(row => now - row.SavedAt > age || row.SavedAt - now > IHistoryThinner.MaxClockStep)];
    }

    private async Task<int> ThinSegmentAsync(ThinningStatements statements, DocumentKey key, long doc, long snapshot, HistoryPolicy policy, DateTimeOffset now)
    {
        await rewriting.WaitAsync();
        try
        {
            return await RewriteSegmentAsync(statements, key, doc, snapshot, policy, now);
        }
        finally
        {
            rewriting.Release();
        }
    }

    private async Task<int> RewriteSegmentAsync(ThinningStatements statements, DocumentKey key, long doc, long snapshot, HistoryPolicy policy, DateTimeOffset now)
    {
        // Old versions are changed only by the holder of the semaphore, so what is read here is still valid in the transaction. New versions are not touched.
        var (segment, next) = statements.Lines(doc, snapshot);
        var thinning = await SegmentThinning.PlanAsync(
            segment, next, policy, now, () => ListReferencedVersionsAsync(statements, key, doc, policy, now), () => Task.FromResult(statements.Payloads(doc, snapshot, segment[^1].Version)));
        if (thinning is null)
        {
            return 0;
        }

        Write(statements, () =>
        {
            foreach (var version in thinning.Removed)
            {
                statements.Delete(doc, version);
            }

            foreach (var (version, payload) in thinning.Rewritten)
            {
                statements.Rewrite(doc, version, payload);
            }
        });
        return thinning.Removed.Count;
    }

    private async Task<IReadOnlySet<long>> ListReferencedVersionsAsync(ThinningStatements statements, DocumentKey key, long doc, HistoryPolicy policy, DateTimeOffset now) =>
        new HashSet<long>([.. await conflicts.ListReferencedVersionsAsync(key, now - policy.KeepConflicts), .. statements.ReferredBySessions(doc, now, limits)]);

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
                    // SQLite has already rolled back, as on a full disk.
                }

                throw;
            }
        }
    }
}
