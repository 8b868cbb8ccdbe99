using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Sqlite;

/// <summary>The conflicts on record, on connections of their own beside the writer's.</summary>
/// <param name="databases">Opens the database.</param>
/// <param name="writing">Held while a transaction writes.</param>
internal sealed class SqliteConflictLog(IDbContextFactory<SqliteDb> databases, Lock writing) : IConflictLog
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<TimeSpan>> WriteAsync(IReadOnlyList<ConflictRecord> met, IReadOnlyList<Settling> settlings)
    {
        using var db = databases.CreateDbContext();
        // Waits for its turn with the writer: whoever finds the file locked looks again only after a while, and may find it locked again.
        using var turn = writing.EnterScope();
        using var transaction = db.Database.BeginTransaction();
        foreach (var c in met)
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
        foreach (var s in settlings)
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

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConflictRecord>> ListAsync(DocumentKey key, ConflictMark? before, int limit)
    {
        await using var db = await databases.CreateDbContextAsync();
        if (await FindAsync(db, key) is not { } doc)
        {
            return [];
        }

        var at = before?.At.ToUnixTimeMilliseconds() ?? long.MaxValue;
        var id = before?.Id.ToString() ?? "";
        var from = Overrides.From(before);
        var conflicts = await db.Conflicts.AsNoTracking()
            .Where(c => c.Doc == doc && (c.At < at || (c.At == at && string.Compare(c.Conflict, id) < 0)))
            .OrderByDescending(c => c.At).ThenByDescending(c => c.Conflict)
            .Take(limit)
            .ToListAsync();
        var forced = await db.Revisions
            .Where(r => r.Doc == doc && r.Outcome == (int)SaveOutcome.Forced && (r.SavedAt < at || (r.SavedAt == at && r.Version < from)))
            .OrderByDescending(r => r.SavedAt).ThenByDescending(r => r.Version)
            .Take(limit)
            .Join(db.People, r => r.SavedBy, p => p.Person, (r, p) => new { r.Version, r.SavedAt, r.Session, p.User, p.Name })
            .ToListAsync();
        return Overrides.Page(
            conflicts.Select(c => c.ToRecord(key)),
            forced.Select(r => Overrides.Of(key, r.Version, DateTimeOffset.FromUnixTimeMilliseconds(r.SavedAt), new Person(r.User, r.Name), r.Session)),
            limit);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlySet<long>> ReferredAsync(DocumentKey key)
    {
        await using var db = await databases.CreateDbContextAsync();
        var doc = await FindAsync(db, key);
        var conflicts = await db.Conflicts.Where(c => c.Doc == doc).Select(c => new { c.Base, c.Head, c.SettledVersion }).ToListAsync();
        var forced = await db.Revisions.Where(r => r.Doc == doc && r.Outcome == (int)SaveOutcome.Forced).Select(r => r.Version).ToListAsync();
        return Overrides.Referred(conflicts.Select(c => (c.Base, c.Head, c.SettledVersion)), forced);
    }

    private static async Task<long?> FindAsync(SqliteDb db, DocumentKey key) =>
        await db.Documents.Where(d => d.Collection == key.Collection && d.Id == key.Id).Select(d => (long?)d.Doc).SingleOrDefaultAsync();
}
