using Microsoft.Data.Sqlite;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Sqlite;

/// <summary>
/// Erases on a connection that overwrites what it deletes with zeros. Long work is done in slices, so that saves do not wait for it.
/// </summary>
/// <param name="file">The database file.</param>
/// <param name="writing">The lock that is held during write transactions.</param>
/// <param name="rewriting">Held while a segment is read and rewritten.</param>
/// <param name="log">The writer of saves, for its caches.</param>
/// <param name="cache">The cached documents.</param>
/// <param name="limits">The limits of session records.</param>
internal sealed class SqliteEraser(
    string file, Lock writing, SemaphoreSlim rewriting, SqliteDocumentLog log, DocumentCache<StoredDocument> cache, SessionLimits limits) : IEraser
{
    /// <inheritdoc/>
    public Task<EraseResult> EraseDocumentAsync(DocumentKey key) => RunAsync(connection =>
    {
        using var statements = new ErasingStatements(connection);
        var result = Write(connection, () =>
        {
            if (statements.Find(key) is not { Doc: > 0 } found)
            {
                return (EraseResult.NotFound, default);
            }

            if (!found.Deleted)
            {
                return (EraseResult.InUse, default);
            }

            statements.DeleteRecordsOf(key, found.Doc, creator: found.SavedBy);
            cache.Remove(key);
            return (EraseResult.Erased, found);
        });
        // The newest first, so that the versions that are left are always complete.
        while (result.Item1 is EraseResult.Erased && Write(connection, () => statements.DeleteVersions(result.found.Doc, before: result.found.Head)) > 0)
        {
        }

        return result.Item1;
    });

    /// <inheritdoc/>
    public Task<EraseResult> EraseVersionAsync(DocumentKey key, long version) => RunAsync(connection =>
    {
        using var erasing = new ErasingStatements(connection);
        using var tables = new SqliteTables(connection, limits);
        using var thinning = new ThinningStatements(connection);
        return Write(connection, () =>
        {
            if (tables.FindHead(key) is not var (doc, head, _) || erasing.SnapshotOf(doc, version) is not { } snapshot)
            {
                return EraseResult.NotFound;
            }

            if (version == head.Version)
            {
                return EraseResult.InUse;
            }

            if (head.Newest.Session is { } writer)
            {
                // From now on the record of the last writer does not need the version.
                tables.Sessions.Write(doc, writer, tables.Sessions.Read(doc, writer, head));
            }

            foreach (var (session, record) in erasing.RecordsOf(doc))
            {
                if (record.WithoutSubmissionOf(version) is { } erased)
                {
                    tables.Sessions.Write(doc, session, erased);
                }
            }

            var (segment, _) = thinning.Lines(doc, snapshot);
            var without = SegmentThinning.Without(thinning.Payloads(doc, snapshot, segment[^1].Version), version);
            thinning.Delete(doc, version);
            foreach (var (rewritten, payload) in without.Rewritten)
            {
                thinning.Rewrite(doc, rewritten, payload);
            }

            return EraseResult.Erased;
        });
    });

    /// <inheritdoc/>
    public async Task<IReadOnlyList<OwnedDocument>> ListDocumentsOfAsync(string user)
    {
        await using var connection = Open();
        using var statements = new ErasingStatements(connection);
        return statements.DocumentsOf(user);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DocumentKey>> EraseUserAsync(string user, Person replacement) => RunAsync(connection =>
    {
        using var statements = new UserErasingStatements(connection);
        using var tables = new SqliteTables(connection, limits);
        var (ownerless, last) = Write(connection, () => (statements.DeleteRecordsOf(user, replacement), statements.LastPosition()));
        for (var position = 0L; position < last; position += UserErasingStatements.SliceRows)
        {
            var until = Math.Min(position + UserErasingStatements.SliceRows, last);
            Write(connection, () => DeleteSessions(statements, tables, user, position, until));
        }

        Write(connection, () =>
        {
            statements.Rename(user, replacement);
            log.ClearCaches();
            return true;
        });
        return ownerless;
    });

    /// <summary>Removes the sessions of the user's versions in a slice of the log. Their records stay, with what could be derived from the versions.</summary>
    private static bool DeleteSessions(UserErasingStatements statements, SqliteTables tables, string user, long after, long until)
    {
        foreach (var (key, session) in statements.SessionsOf(user, after, until))
        {
            var (doc, head, _) = tables.FindHead(key)!.Value;
            tables.Sessions.Write(doc, session, tables.Sessions.Read(doc, session, head).WithoutSubmission);
        }

        return statements.DeleteSessions(user, after, until);
    }

    private async Task<T> RunAsync<T>(Func<SqliteConnection, T> work)
    {
        await rewriting.WaitAsync();
        try
        {
            await using var connection = Open();
            return work(connection);
        }
        finally
        {
            rewriting.Release();
        }
    }

    private SqliteConnection Open()
    {
        // Not pooled, as no other code may get a connection with these settings.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA secure_delete = ON; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA busy_timeout = 2000;";
        command.ExecuteNonQuery();
        return connection;
    }

    private T Write<T>(SqliteConnection connection, Func<T> work)
    {
        using var scope = writing.EnterScope();
        using var transaction = connection.BeginTransaction(deferred: false);
        var result = work();
        transaction.Commit();
        return result;
    }
}
