using Microsoft.Data.Sqlite;
using SyncServer.Core.Documents;
using SyncServer.Core.Ports;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Sqlite;

/// <summary>The append-only log on SQLite: one transaction for a batch.</summary>
/// <param name="connection">The writer's own.</param>
/// <param name="cache">Filled with what is committed.</param>
/// <param name="writing">Held while a transaction writes: whoever waits for it goes on at once, where SQLite would look again after a while.</param>
/// <param name="time">Tells the time of a save.</param>
internal sealed class SqliteDocumentLog(SqliteConnection connection, DocumentCache<StoredDocument> cache, Lock writing, TimeProvider time) : IDocumentLog, IDisposable
{
    private const int MaxPeople = 10_000;

    private readonly SqliteTables _tables = new(connection);
    private readonly BatchLocks _locks = new(connection);
    private readonly Dictionary<Person, long> _people = [];

    /// <inheritdoc/>
    public int MostBatches => 1;

    /// <inheritdoc/>
    public Task<IReadOnlyList<SaveDecision>> CommitAsync(IReadOnlyList<SaveCommand> batch)
    {
        using var turn = writing.EnterScope();
        // Every save of a batch is decided and written at one time, in the resolution that is stored.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var touched = new Dictionary<DocumentKey, StoredDocument>();
        var decisions = new SaveDecision[batch.Count];
        _tables.Begin();
        try
        {
            _locks.Begin();
            for (var i = 0; i < decisions.Length; i++)
            {
                decisions[i] = Save(batch[i], touched, now);
            }

            _tables.Commit();
        }
        catch
        {
            Abandon();
            throw;
        }

        foreach (var (key, document) in touched)
        {
            cache.Put(key, document);
        }

        return Task.FromResult<IReadOnlyList<SaveDecision>>(decisions);
    }

    public void Dispose()
    {
        _tables.Dispose();
        _locks.Dispose();
    }

    private SaveDecision Save(SaveCommand command, Dictionary<DocumentKey, StoredDocument> touched, DateTimeOffset now)
    {
        if (!touched.TryGetValue(command.Key, out var document) && !cache.TryGet(command.Key, out document))
        {
            document = _tables.Load(command.Key);
        }

        var decision = SaveRules.Decide(command, StateFor(command, document), now);
        _locks.Renew(command, decision, now);
        if (decision is SaveDecision.Written change)
        {
            touched[command.Key] = Append(command, change, document);
        }
        else if (decision is SaveDecision.Unchanged unchanged)
        {
            if (command.Session is { } session)
            {
                _tables.Note(document!.Doc, session, command.Sequence, unchanged.Head.ETag, command.Digest, now);
            }

            var slid = unchanged.Head.Run.AcceptedAt == now;
            touched[command.Key] = document! with { Head = unchanged.Head, Accepted = slid ? time.GetTimestamp() : document.Accepted };
        }
        else if (document is not null)
        {
            // Refused or repeated: nothing is written, but the next one need not load it again.
            touched[command.Key] = document;
        }

        if (decision.Shadow is { } shadow && command is { Session: { } writer, Sequence: { } sequence })
        {
            _tables.Shade(touched[command.Key].Doc, writer, sequence, shadow, now, command.Policy.History.KeepAll);
        }

        return decision;
    }

    private DocumentState StateFor(SaveCommand command, StoredDocument? document)
    {
        var locks = _locks.Of(command.Key);
        if (document is null)
        {
            return locks.Count == 0 ? DocumentState.Unseen : DocumentState.Unseen with { Locks = locks };
        }

        var head = document.Head;
        var state = new DocumentState
        {
            Head = head,
            Content = document.Content,
            Named = Named(command, document),
            Locks = locks,
            MeasuredAge = document.Accepted is { } accepted ? time.GetElapsedTime(accepted) : null,
        };
        if (!SaveRules.NeedsReceipts(command, head, state.Named))
        {
            return state;
        }

        var (session, sequence) = (command.Session!.Value, command.Sequence!.Value);
        var horizon = command.Precondition is Precondition.IfMatchAny ? 0 : Math.Max(0, head.Version - SaveRules.ReceiptHorizon);
        var named = Math.Max(horizon, state.Named?.Version ?? 0);
        return state with
        {
            // The run's last counts even where the client's base is newer.
            Same = _tables.Same(document.Doc, session, sequence, sequence == head.Run.Sequence ? Math.Min(named, Math.Max(horizon, head.Run.Base)) : named),
            Highest = _tables.Highest(document.Doc, session, named),
            Last = command.Method is SaveMethod.Patch ? _tables.Last(document.Doc, session, horizon) : null,
        };
    }

    private ETag? Named(SaveCommand command, StoredDocument document)
    {
        if (command.Precondition is not Precondition.IfMatch { ETags: var etags })
        {
            return null;
        }

        ETag? newest = null;
        foreach (var etag in etags)
        {
            if (etag == document.Head.ETag || (etag.Version > (newest?.Version ?? 0) && etag.Version < document.Head.Version && _tables.Has(document.Doc, etag)))
            {
                newest = etag.Version > (newest?.Version ?? 0) ? etag : newest;
            }
        }

        return newest;
    }

    private StoredDocument Append(SaveCommand command, SaveDecision.Written change, StoredDocument? before)
    {
        var head = change.Head;
        var savedBy = PersonNumber(command.By);
        var doc = before is { Head.Deleted: false } ? before.Doc : _tables.Document(command.Key, head, savedBy);
        var (splice, chain) = (before?.Chain ?? default).Append(head.Version, before?.Content, change.Content);
        var digest = command.Sequence is null ? null : command.Digest.ToBytes();
        _tables.Append(doc, head, savedBy, digest, chain.Snapshot, splice);
        if (command.MayOnlyCreate)
        {
            _tables.Own(command.Key, command.By.Id);
        }

        return new StoredDocument(doc, head, change.Content, chain, time.GetTimestamp());
    }

    private long PersonNumber(Person person)
    {
        if (_people.TryGetValue(person, out var known))
        {
            return known;
        }

        if (_people.Count >= MaxPeople)
        {
            _people.Clear();
        }

        return _people[person] = _tables.Person(person);
    }

    /// <summary>After a failure nothing kept in memory is trusted; the database is.</summary>
    private void Abandon()
    {
        cache.Clear();
        _people.Clear();
        try
        {
            _tables.Rollback();
        }
        catch (SqliteException)
        {
            // SQLite rolls back by itself on a full disk or an I/O error: then there is no transaction left.
        }
    }
}
