using Npgsql;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// Erases on a connection of its own, and excludes thinning of the same document. Long work is done in slices, so that saves do not wait for it.
/// </summary>
/// <param name="connectionString">A connection string of Npgsql.</param>
/// <param name="circuit">The circuit breaker.</param>
/// <param name="heads">The cached heads.</param>
/// <param name="limits">The limits of session records.</param>
internal sealed class PostgresEraser(string connectionString, PostgresCircuit circuit, HeadCache heads, SessionLimits limits) : IEraser
{
    private const int SliceRows = 500;

    // Not pooled, so that the advisory lock ends with the connection. The timeouts allow for thinning of the same document, and for a pause of this process.
    private readonly string _connectionString = new NpgsqlConnectionStringBuilder($"{connectionString};Pooling=False;Command Timeout=60")
    {
        Options = new NpgsqlConnectionStringBuilder(connectionString).Options + " -c idle_in_transaction_session_timeout=60000",
    }.ToString();

    /// <inheritdoc/>
    public Task<EraseResult> EraseDocumentAsync(DocumentKey key) => RunAsync(async erasing =>
    {
        await erasing.Thinning.LockDocumentAsync(key);
        await using (var transaction = await erasing.BeginAsync())
        {
            if (await erasing.LockHeadAsync(key) is not var (head, _))
            {
                return EraseResult.NotFound;
            }

            if (!head.Deleted)
            {
                return EraseResult.InUse;
            }

            foreach (var table in (string[])["sessions", "conflicts", "roles", "locks", "thinning"])
            {
                await erasing.ExecuteAsync($"DELETE FROM {table} WHERE collection = $1 AND id = $2", Column.One(key.Collection), Column.One(key.Id));
            }

            await erasing.ExecuteAsync(
                "UPDATE documents SET created_by = saved_by, created_by_name = saved_by_name WHERE collection = $1 AND id = $2", Column.One(key.Collection), Column.One(key.Id));
            await transaction.CommitConfirmedAsync();
            heads.Remove(key);

            // The newest first, so that the versions that are left are always complete.
            while (await erasing.ExecuteAsync($"""
                DELETE FROM revisions WHERE collection = $1 AND id = $2 AND version IN (
                    SELECT version FROM revisions WHERE collection = $1 AND id = $2 AND version < $3 ORDER BY version DESC LIMIT {SliceRows})
                """, Column.One(key.Collection), Column.One(key.Id), Column.One(head.Version)) > 0)
            {
            }

            return EraseResult.Erased;
        }
    });

    /// <inheritdoc/>
    public Task<EraseResult> EraseVersionAsync(DocumentKey key, long version) => RunAsync(async erasing =>
    {
        await erasing.Thinning.LockDocumentAsync(key);
        await using var transaction = await erasing.BeginAsync();
        if (await erasing.LockHeadAsync(key) is not var (head, chain))
        {
            return EraseResult.NotFound;
        }

        if (version == head.Version)
        {
            return EraseResult.InUse;
        }

        var (snapshot, segment, _) = await erasing.Thinning.LinesAsync(key, version);
        if (!segment.Exists(line => line.Version == version))
        {
            return EraseResult.NotFound;
        }

        var records = (await erasing.RecordsAsync(key))
            .Select(stored => (key, stored.Session, Record: stored.Record.WithoutSubmissionOf(version)))
            .Where(changed => changed.Record is not null)
            .ToDictionary(changed => changed.Session, changed => changed.Record!);
        if (head.Newest.Session is { } writer)
        {
            // From now on the record of the last writer does not need the version.
            var record = erasing.ReadRecord(key, head, chain, writer, limits);
            records[writer] = record.WithoutSubmissionOf(version) ?? record;
        }

        if (records.Count > 0)
        {
            await using var writing = erasing.CreateBatch();
            BatchWriting.AddRecords([.. records.Select(pair => (key, pair.Key, pair.Value))], writing);
            await writing.ExecuteNonQueryAsync();
        }

        var rows = await erasing.Thinning.PayloadsAsync(key, snapshot, segment[^1].Version);
        await erasing.Thinning.WriteAsync(key, SegmentThinning.Without(rows, version));
        await transaction.CommitConfirmedAsync();
        return EraseResult.Erased;
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<OwnedDocument>> ListDocumentsOfAsync(string user) => RunAsync<IReadOnlyList<OwnedDocument>>(async erasing => await erasing.DocumentsOfAsync(user));

    /// <inheritdoc/>
    public Task<IReadOnlyList<DocumentKey>> EraseUserAsync(string user, Person replacement) => RunAsync<IReadOnlyList<DocumentKey>>(async erasing =>
    {
        await erasing.ExecuteAsync("DELETE FROM accounts WHERE id = $1", Column.One(user));
        await erasing.ExecuteAsync("DELETE FROM locks WHERE holder = $1", Column.One(user));
        var granted = await erasing.KeysAsync("DELETE FROM roles WHERE user_id = $1 RETURNING collection, id", Column.One(user));
        var ownerless = await erasing.KeysAsync("""
            SELECT r.collection, r.id FROM unnest($1, $2) AS k (collection, id)
            JOIN roles r ON r.collection = k.collection AND r.id = k.id
            GROUP BY r.collection, r.id HAVING NOT bool_or(r.role = $3)
            """, Column.Of(granted, k => k.Collection), Column.Of(granted, k => k.Id), Column.One((short)Role.Owner));
        var who = (NpgsqlParameter[])[Column.One(user), Column.One(replacement.Id), Column.One(replacement.Name)];
        var position = 0L;
        // Up to what was written meanwhile.
        while (await erasing.LastPositionAsync() is var last && position < last)
        {
            var until = Math.Min(position + SliceRows, last);
            await DeleteSessionsAsync(erasing, who, position, until);
            position = until;
        }

        // A version that the user writes meanwhile keeps its session, as its record is derived from it.
        while (await erasing.ExecuteAsync($"""
            UPDATE documents d SET created_by = CASE WHEN d.created_by = $1 THEN $2 ELSE d.created_by END,
                created_by_name = CASE WHEN d.created_by = $1 THEN $3 ELSE d.created_by_name END, saved_by = r.saved_by, saved_by_name = r.saved_by_name, session = r.session
            FROM (
                SELECT o.collection, o.id, v.saved_by, v.saved_by_name, v.session FROM documents o
                JOIN revisions v ON v.collection = o.collection AND v.id = o.id AND v.version = o.version
                WHERE o.created_by = $1 OR (o.saved_by = $1 AND v.saved_by <> $1) ORDER BY o.collection, o.id LIMIT {SliceRows} FOR UPDATE OF o) AS r
            WHERE d.collection = r.collection AND d.id = r.id
            """, Copy(who)) > 0)
        {
        }

        await erasing.ExecuteAsync("UPDATE conflicts SET by = $2, by_name = $3, session = NULL WHERE by = $1", Copy(who));
        await erasing.ExecuteAsync("UPDATE conflicts SET settled_by = $2, settled_by_name = $3 WHERE settled_by = $1", Copy(who));
        heads.Clear();
        return ownerless;
    });

    /// <summary>Replaces the user in a slice of the log, and removes the sessions. Their records stay, with what could be derived from the versions.</summary>
    private async Task DeleteSessionsAsync(ErasingQueries erasing, NpgsqlParameter[] who, long after, long until)
    {
        await using var transaction = await erasing.BeginAsync();
        foreach (var (key, session) in await erasing.SessionsAsync((string)who[0].Value!, after, until))
        {
            if (await erasing.LockHeadAsync(key) is var (head, chain))
            {
                await using var writing = erasing.CreateBatch();
                BatchWriting.AddRecords([(key, session, erasing.ReadRecord(key, head, chain, session, limits).WithoutSubmission)], writing);
                await writing.ExecuteNonQueryAsync();
            }
        }

        await erasing.ExecuteAsync(
            "UPDATE revisions SET saved_by = $2, saved_by_name = $3, session = NULL WHERE position > $4 AND position <= $5 AND saved_by = $1",
            [.. Copy(who), Column.One(after), Column.One(until)]);
        await transaction.CommitConfirmedAsync();
    }

    // A parameter belongs to one command.
    private static NpgsqlParameter[] Copy(NpgsqlParameter[] values) => [.. values.Select(value => value.Clone())];

    private async Task<T> RunAsync<T>(Func<ErasingQueries, Task<T>> work)
    {
        await using var connection = await circuit.RunAsync(async cancellation =>
        {
            var opening = new NpgsqlConnection(_connectionString);
            await opening.OpenAsync(cancellation);
            return opening;
        });
        try
        {
            return await work(new ErasingQueries(connection));
        }
        catch (NpgsqlException e)
        {
            throw new StoreUnavailableException("The database does not answer.", e);
        }
    }
}
