using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Sqlite;

/// <summary>The conflicts on record. It uses other connections than the writer.</summary>
/// <param name="databases">Opens the database.</param>
/// <param name="writing">The lock that is held during write transactions.</param>
internal sealed class SqliteConflictLog(IDbContextFactory<SqliteDb> databases, Lock writing) : ConflictLog(new SqliteQueries(databases))
{
    /// <inheritdoc/>
    public override Task<IReadOnlyList<TimeSpan>> WriteAsync(IReadOnlyList<ConflictRecord> conflicts, IReadOnlyList<ConflictSettlement> settlements)
    {
        using var db = databases.CreateDbContext();
        // SQLite polls a locked file with pauses, and may find it locked again each time. This lock is handed over at once.
        using var scope = writing.EnterScope();
        using var transaction = db.Database.BeginTransaction();
        foreach (var c in conflicts)
        {
            db.Database.ExecuteSql($"""
                INSERT INTO conflicts (doc, conflict, kind, at, user, name, session, base, head, mergeable, times)
                SELECT doc, {c.Id.ToString()}, {(int)c.Kind}, {c.At.ToUnixTimeMilliseconds()}, {c.By.Id}, {c.By.Name}, {c.Session?.ToBytes()}, {c.Base}, {c.Head},
                    {c.Mergeable}, {c.Times}
                FROM documents WHERE collection = {c.Key.Collection} AND id = {c.Key.Id}
                ON CONFLICT (doc, conflict) DO UPDATE SET times = times + excluded.times, mergeable = COALESCE(mergeable, excluded.mergeable)
                """);
        }

        var open = new List<TimeSpan>();
        foreach (var s in settlements)
        {
            var at = s.Settled.At.ToUnixTimeMilliseconds();
            open.AddRange(db.Database.SqlQuery<long>($"""
                UPDATE conflicts SET settled_outcome = {(int)s.Settled.Outcome}, settled_version = {s.Settled.Version},
                    settled_user = {s.Settled.By.Id}, settled_name = {s.Settled.By.Name}, settled_at = {at}
                WHERE doc = (SELECT doc FROM documents WHERE collection = {s.Key.Collection} AND id = {s.Key.Id}) AND conflict = {s.Id.ToString()}
                    AND settled_at IS NULL AND head <= {s.Before}
                RETURNING {at} - at AS "Value"
                """).AsEnumerable().Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds)));
        }

        transaction.Commit();
        return Task.FromResult<IReadOnlyList<TimeSpan>>(open);
    }
}
