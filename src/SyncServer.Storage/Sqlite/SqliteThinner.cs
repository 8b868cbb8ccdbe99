using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Ports;

namespace SyncServer.Storage.Sqlite;

/// <summary>
/// Thins along the order of commits: what has grown old since the last pass lies in one stretch of the table, however many documents there
/// are. Everything is read and worked out before the writer is asked for its turn, so that a turn is a few small writes.
/// </summary>
/// <param name="file">The database file.</param>
/// <param name="writing">Held while a transaction writes.</param>
/// <param name="conflicts">Say which versions they refer to.</param>
/// <param name="time">Tells how old a version is.</param>
internal sealed class SqliteThinner(string file, Lock writing, IConflictLog conflicts, TimeProvider time) : IHistoryThinner
{
    // Bounds what a pass holds in memory, and what the next one looks at again after it was stopped.
    private const int StretchRows = 20_000;

    private const int MostReceipts = 500;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ThinnedSlice> ThinAsync(HistoryPolicies policies, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var connection = Open();
        using var statements = new ThinningStatements(connection);
        Write(statements, () => statements.ForgetOthers(policies.ToString()));
        foreach (var age in policies.Ages)
        {
            while (Stretch(statements, policies, age, now) is { Count: > 0 } stretch)
            {
                var segments = stretch.Where(row => policies.Of(row.Key.Collection) is { Thin: true } policy && policy.Ages.Contains(age))
                    .Select(row => (row.Doc, row.Snapshot, row.Key)).Distinct().Order(BySegment);
                foreach (var (doc, snapshot, key) in segments)
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (await ThinSegmentAsync(statements, key, doc, snapshot, policies.Of(key.Collection), now) is > 0 and var count)
                    {
                        yield return new ThinnedSlice(key, count, Receipts: 0);
                    }
                }

                Write(statements, () => statements.SetMark(policies.ToString(), age, stretch[^1].Position));
            }
        }

        var after = new ThinningReceipt(0, [], 0, 0, "", Followed: false);
        while (statements.Receipts(after, MostReceipts) is { Count: > 0 } receipts)
        {
            cancellation.ThrowIfCancellationRequested();
            after = receipts[^1];
            var old = receipts.Where(r => r.Followed && policies.Of(r.Collection).IsOldReceipt(DateTimeOffset.FromUnixTimeMilliseconds(r.AcceptedAt), now)).ToList();
            if (old.Count > 0)
            {
                Write(statements, () => old.ForEach(statements.Delete));
                yield return new ThinnedSlice(Document: null, Versions: 0, old.Count);
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
        if (await Kept.OfAsync(segment, next, policy, now, () => conflicts.ReferredAsync(key)) is not { } kept)
        {
            return 0;
        }

        var thinning = SegmentThinning.Of(statements.Payloads(doc, snapshot, segment[^1].Version), kept);
        Write(statements, () =>
        {
            foreach (var version in thinning.Gone)
            {
                statements.Delete(doc, version);
            }

            statements.DeleteReceipts(doc, thinning.Gone[0], thinning.Gone[^1]);
            foreach (var (version, payload) in thinning.Rewritten)
            {
                statements.Rewrite(doc, version, payload);
            }
        });
        return thinning.Gone.Count;
    }

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
