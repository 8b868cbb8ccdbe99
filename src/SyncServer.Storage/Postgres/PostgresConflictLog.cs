using Npgsql;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// The conflicts on record. One statement writes any number of conflicts, another any number of settlements. Both lock rows in the order of their keys, so
/// that two nodes that write the same conflicts do not deadlock.
/// </summary>
internal sealed class PostgresConflictLog(NpgsqlDataSource database, PostgresQueries queries) : ConflictLog(queries)
{
    /// <inheritdoc/>
    public override Task<IReadOnlyList<TimeSpan>> WriteAsync(IReadOnlyList<ConflictRecord> conflicts, IReadOnlyList<ConflictSettlement> settlements) =>
        queries.LimitAsync<IReadOnlyList<TimeSpan>>(async cancellation =>
        {
            await using var writing = database.CreateBatch();
            AddConflicts(conflicts, writing);
            AddSettlements(settlements, writing);
            var open = new List<TimeSpan>();
            if (writing.BatchCommands.Count > 0)
            {
                // Only settlements return rows.
                await using var rows = await writing.ExecuteReaderAsync(cancellation);
                while (await rows.ReadAsync(cancellation))
                {
                    open.Add(rows.GetTimeSpan(0));
                }
            }

            return open;
        });

    private static void AddConflicts(IReadOnlyList<ConflictRecord> conflicts, NpgsqlBatch writing)
    {
        if (conflicts.Count > 0)
        {
            writing.Add("""
                INSERT INTO conflicts AS c (collection, id, conflict, kind, at, by, by_name, session, base, head, mergeable, times)
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) AS k (collection, id, conflict)
                ORDER BY k.collection COLLATE "C", k.id COLLATE "C", k.conflict COLLATE "C"
                ON CONFLICT (collection, id, conflict) DO UPDATE SET times = c.times + excluded.times, mergeable = COALESCE(c.mergeable, excluded.mergeable)
                """,
                Column.Of(conflicts, c => c.Key.Collection), Column.Of(conflicts, c => c.Key.Id), Column.Of(conflicts, c => c.Id.ToString()), Column.Of(conflicts, c => (short)c.Kind),
                Column.Of(conflicts, c => c.At), Column.Of(conflicts, c => c.By.Id), Column.Of(conflicts, c => c.By.Name), Column.Of(conflicts, c => c.Session?.ToBytes()),
                Column.Of(conflicts, c => c.Base), Column.Of(conflicts, c => c.Head), Column.Of(conflicts, c => c.Mergeable), Column.Of(conflicts, c => c.Times));
        }
    }

    private static void AddSettlements(IReadOnlyList<ConflictSettlement> settlements, NpgsqlBatch writing)
    {
        if (settlements.Count > 0)
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
                Column.Of(settlements, s => s.Key.Collection), Column.Of(settlements, s => s.Key.Id), Column.Of(settlements, s => s.Id.ToString()),
                Column.Of(settlements, s => s.Before), Column.Of(settlements, s => (short)s.Settled.Outcome), Column.Of(settlements, s => s.Settled.Version),
                Column.Of(settlements, s => s.Settled.By.Id), Column.Of(settlements, s => s.Settled.By.Name), Column.Of(settlements, s => s.Settled.At));
        }
    }
}
