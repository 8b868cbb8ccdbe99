using Microsoft.Data.Sqlite;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Sqlite;

/// <summary>The append-only log on SQLite. A batch is one transaction.</summary>
/// <param name="connection">The connection of the writer.</param>
/// <param name="cache">Receives the committed documents.</param>
/// <param name="writing">
/// The lock that is held during write transactions. A thread that waits for it continues at once; SQLite would poll the locked file with pauses.
/// </param>
/// <param name="file">The file of the database.</param>
/// <param name="sessions">The limits of session records.</param>
/// <param name="time">The clock of saves.</param>
internal sealed class SqliteDocumentLog(
    SqliteConnection connection, DocumentCache<StoredDocument> cache, Lock writing, Checkpointer file, SessionLimits sessions, TimeProvider time) : IDocumentLog, IDisposable
{
    private const int MaxPeople = 10_000;

    private readonly SqliteTables _tables = new(connection, sessions);
    private readonly BatchLocks _locks = new(connection);
    private readonly Dictionary<Person, long> _people = [];

    /// <inheritdoc/>
    public int MaxBatches => 1;

    /// <inheritdoc/>
    public Task<IReadOnlyList<SaveDecision>> CommitAsync(IReadOnlyList<SaveCommand> batch, QuotaUsage? quotas = null)
    {
        using var scope = writing.EnterScope();
        // All saves of a batch have one time, truncated to the stored resolution.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var documents = new Dictionary<DocumentKey, BatchedDocument>(batch.Count);
        var decisions = new SaveDecision[batch.Count];
        var written = new List<(DocumentKey, StoredDocument)>(batch.Count);
        _tables.Begin();
        try
        {
            _locks.Begin();
            for (var i = 0; i < decisions.Length; i++)
            {
                if (!documents.TryGetValue(batch[i].Key, out var document))
                {
                    documents[batch[i].Key] = document = Open(batch[i].Key);
                }

                decisions[i] = Decide(batch[i], document, now, quotas);
                quotas = quotas?.After(batch[i], decisions[i]);
            }

            foreach (var document in documents.Values)
            {
                if (Write(document) is { } stored)
                {
                    written.Add((document.Open.Key, stored));
                }
            }

            file.EnsureInPlace();
            _tables.Commit();
        }
        catch
        {
            Abandon();
            throw;
        }

        written.ForEach(document => cache.Put(document.Item1, document.Item2));
        return Task.FromResult<IReadOnlyList<SaveDecision>>(decisions);
    }

    public void Dispose()
    {
        _tables.Dispose();
        _locks.Dispose();
    }

    private BatchedDocument Open(DocumentKey key)
    {
        var stored = cache.TryGet(key, out var hot) ? hot : _tables.Load(key);
        var document = new OpenDocument(key, stored?.Head, sessions) { MeasuredAge = stored?.Accepted is { } accepted ? time.GetElapsedTime(accepted) : null };
        document.Load(stored?.Content);
        _locks.Load(document);
        return new BatchedDocument(document, stored);
    }

    private SaveDecision Decide(SaveCommand command, BatchedDocument document, DateTimeOffset now, QuotaUsage? quotas)
    {
        var (open, stored) = document;
        while (open.FindMissing(command, now) is { } missing)
        {
            switch (missing)
            {
                case Missing.Version { ETag: var etag }:
                    open.Load(etag, stored is null ? null : _tables.FindVersion(stored.Doc, etag));
                    break;
                case Missing.Record { Session: var session }:
                    open.Load(session, RecordOf(session, stored));
                    break;
                case Missing.Role { UserId: var user }:
                    open.Load(user, open.Found is { } found ? _tables.RoleOf(command.Key, user, found) : null);
                    break;
                default:
                    throw new InvalidOperationException($"{missing} is loaded with the document.");
            }
        }

        return open.Decide(command, now, quotas);
    }

    private SessionRecord RecordOf(SessionKey session, StoredDocument? stored) =>
        stored is null ? SessionRecord.Empty : _tables.Sessions.Read(stored.Doc, session, stored.Head);

    /// <summary>Writes the changes of a document.</summary>
    /// <returns>The document for the cache; null if it does not exist.</returns>
    private StoredDocument? Write(BatchedDocument document)
    {
        var (open, stored) = document;
        if (open.Head is not { } head)
        {
            return null;
        }

        // Before the versions are written, as a record is read up to the previous head.
        foreach (var session in open.ChangedRecords)
        {
            if (open.RecordOf(session) is null)
            {
                open.Load(session, RecordOf(session, stored));
            }
        }

        var (doc, chain) = (stored?.Doc, stored?.Chain ?? default);
        for (var i = 0; i < open.Versions.Count; i++)
        {
            var version = open.Versions[i];
            var savedBy = NumberOf(version.Head.Newest.SavedBy);
            doc = version.Head.CreatedVersion == version.Head.Version ? _tables.AddDocument(open.Key, version.Head, savedBy) : doc;
            (var splice, chain) = chain.Append(version.Head.Version, version.Before, version.Content);
            _tables.Append(doc!.Value, version.Head, savedBy, chain.Snapshot, splice);
        }

        foreach (var session in open.ChangedRecords)
        {
            _tables.Sessions.Write(doc!.Value, session, open.RecordOf(session)!);
        }

        if (open.NewOwner is { } owner)
        {
            _tables.AddOwner(open.Key, owner);
        }

        _locks.Renew(open);
        return new StoredDocument(doc!.Value, head, open.Content, chain, head.Run == stored?.Head.Run ? stored.Accepted : time.GetTimestamp());
    }

    private long NumberOf(Person person)
    {
        if (_people.TryGetValue(person, out var known))
        {
            return known;
        }

        if (_people.Count >= MaxPeople)
        {
            _people.Clear();
        }

        return _people[person] = _tables.AddPerson(person);
    }

    /// <summary>Reads documents and people from the database again. The caller holds the lock of write transactions.</summary>
    public void ClearCaches()
    {
        cache.Clear();
        _people.Clear();
    }

    /// <summary>Rolls back after a failure. Nothing cached is trusted any more.</summary>
    private void Abandon()
    {
        ClearCaches();
        try
        {
            _tables.Rollback();
        }
        catch (SqliteException)
        {
            // On a full disk or an I/O error SQLite has already rolled back, so there is no transaction.
        }
    }

    /// <summary>A document of a batch, and its state before the batch; null if it did not exist.</summary>
    private readonly record struct BatchedDocument(OpenDocument Open, StoredDocument? Stored);
}
