using Microsoft.EntityFrameworkCore;
using Npgsql;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// The conflicts on record: one statement counts any number of them, another settles any number. Both lock rows in the order of their keys, so that
/// two nodes that write the same ones do not deadlock.
/// </summary>
internal sealed class PostgresConflictLog(NpgsqlDataSource database, IDbContextFactory<PostgresDb> databases, PostgresCircuit circuit) : IConflictLog
{
    // Saves and looks always find a connection.
    private static readonly SemaphoreSlim Turns = new(3);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TimeSpan>> WriteAsync(IReadOnlyList<ConflictRecord> met, IReadOnlyList<Settling> settlings) =>
        InTurnAsync<IReadOnlyList<TimeSpan>>(async cancellation =>
        {
            await using var writing = database.CreateBatch();
            AddMet(met, writing);
            AddSettlings(settlings, writing);
            var open = new List<TimeSpan>();
            if (writing.BatchCommands.Count > 0)
            {
                // Only settling gives rows.
                await using var rows = await writing.ExecuteReaderAsync(cancellation);
                while (await rows.ReadAsync(cancellation))
                {
                    open.Add(rows.GetTimeSpan(0));
                }
            }

            return open;
        });

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConflictRecord>> ListAsync(DocumentKey key, ConflictMark? before, int limit)
    {
        var at = before?.At.ToUniversalTime() ?? DateTimeOffset.MaxValue;
        var id = before?.Id.ToString() ?? "";
        var from = Overrides.From(before);
        return await InTurnAsync(async cancellation =>
        {
            await using var db = await databases.CreateDbContextAsync(cancellation);
            var conflicts = await db.Conflicts.AsNoTracking()
                .Where(c => c.Collection == key.Collection && c.Id == key.Id && (c.At < at || (c.At == at && string.Compare(c.Conflict, id) < 0)))
                .OrderByDescending(c => c.At).ThenByDescending(c => c.Conflict)
                .Take(limit)
                .ToListAsync(cancellation);
            var forced = await db.Revisions
                .Where(r => r.Collection == key.Collection && r.Id == key.Id && r.Outcome == (short)SaveOutcome.Forced
                    && (r.SavedAt < at || (r.SavedAt == at && r.Version < from)))
                .OrderByDescending(r => r.SavedAt).ThenByDescending(r => r.Version)
                .Take(limit)
                .Select(r => new { r.Version, r.SavedAt, r.SavedBy, r.SavedByName, r.Session })
                .ToListAsync(cancellation);
            return Overrides.Page(
                conflicts.Select(c => c.ToRecord()),
                forced.Select(r => Overrides.Of(key, r.Version, r.SavedAt, new Person(r.SavedBy, r.SavedByName), r.Session)),
                limit);
        });
    }

    /// <inheritdoc/>
    public Task<IReadOnlySet<long>> ReferredAsync(DocumentKey key) => InTurnAsync(async cancellation =>
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var conflicts = await db.Conflicts.Where(c => c.Collection == key.Collection && c.Id == key.Id)
            .Select(c => new { c.Base, c.Head, c.SettledVersion }).ToListAsync(cancellation);
        var forced = await db.Revisions.Where(r => r.Collection == key.Collection && r.Id == key.Id && r.Outcome == (short)SaveOutcome.Forced)
            .Select(r => r.Version).ToListAsync(cancellation);
        return Overrides.Referred(conflicts.Select(c => (c.Base, c.Head, c.SettledVersion)), forced);
    });

    private static void AddMet(IReadOnlyList<ConflictRecord> met, NpgsqlBatch writing)
    {
        if (met.Count > 0)
        {
            writing.Add("""
                INSERT INTO conflicts AS c (collection, id, conflict, kind, at, by, by_name, session, base, head, mergeable, times)
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) AS k (collection, id, conflict)
                ORDER BY k.collection COLLATE "C", k.id COLLATE "C", k.conflict COLLATE "C"
                ON CONFLICT (collection, id, conflict) DO UPDATE SET times = c.times + excluded.times, mergeable = COALESCE(c.mergeable, excluded.mergeable)
                """,
                Column.Of(met, c => c.Key.Collection), Column.Of(met, c => c.Key.Id), Column.Of(met, c => c.Id.ToString()), Column.Of(met, c => (short)c.Kind),
                Column.Of(met, c => c.At), Column.Of(met, c => c.By.Id), Column.Of(met, c => c.By.Name), Column.Of(met, c => c.Session?.ToBytes()),
                Column.Of(met, c => c.Base), Column.Of(met, c => c.Head), Column.Of(met, c => c.Mergeable), Column.Of(met, c => c.Times));
        }
    }

    private static void AddSettlings(IReadOnlyList<Settling> settlings, NpgsqlBatch writing)
    {
        if (settlings.Count > 0)
        {
            writing.Add("""
                WITH k AS (
                    SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS k (collection, id, conflict, before, outcome, version, by, by_name, at)
                ), held AS (
                    SELECT c.collection, c.id, c.conflict FROM conflicts c JOIN k USING (collection, id, conflict)
                    ORDER BY c.collection COLLATE "C", c.id COLLATE "C", c.conflict COLLATE "C" FOR UPDATE OF c
                )
                UPDATE conflicts c SET settled_outcome = k.outcome, settled_version = k.version, settled_by = k.by, settled_by_name = k.by_name, settled_at = k.at
                FROM k JOIN held USING (collection, id, conflict)
                WHERE c.collection = k.collection AND c.id = k.id AND c.conflict = k.conflict AND c.settled_at IS NULL AND c.head <= k.before
                RETURNING k.at - c.at
                """,
                Column.Of(settlings, s => s.Key.Collection), Column.Of(settlings, s => s.Key.Id), Column.Of(settlings, s => s.Id.ToString()),
                Column.Of(settlings, s => s.Before), Column.Of(settlings, s => (short)s.Settled.Outcome), Column.Of(settlings, s => s.Settled.Version),
                Column.Of(settlings, s => s.Settled.By.Id), Column.Of(settlings, s => s.Settled.By.Name), Column.Of(settlings, s => s.Settled.At));
        }
    }

    private async Task<T> InTurnAsync<T>(Func<CancellationToken, ValueTask<T>> work)
    {
        await Turns.WaitAsync();
        try
        {
            return await circuit.RunAsync(work);
        }
        finally
        {
            Turns.Release();
        }
    }
}
