using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Documents;
using SyncServer.Storage.Postgres;
using SyncServer.Storage.Rows;
using SyncServer.Storage.Sqlite;

namespace SyncServer.Storage.Archive;

/// <summary>
/// Writes into an empty store that no server uses, in transactions of bounded size. Each also writes the <see cref="ImportProgress"/>. A history that is longer than a
/// transaction is removed again when the transfer continues.
/// </summary>
internal abstract class StoreTarget : IArchiveTarget
{
    private const int MaxBytes = 8_000_000;
    private const int MaxRecords = 10_000;
    private const int RowBytes = 200;
    private const int TableRows = 2_000;

    private readonly List<ArchiveRecord> _batch = [];
    private int _bytes;
    private ImportProgress _progress = null!;

    /// <summary>Where the store is, for display.</summary>
    public abstract string Location { get; }

    protected abstract StoreDb Db { get; }

    /// <summary>Opens a store. Creates its tables if needed.</summary>
    /// <param name="connectionString">The connection string of the database.</param>
    /// <exception cref="DataFileInUseException">A server is using the database.</exception>
    /// <exception cref="InvalidDataException">A server is using the database.</exception>
    public static StoreTarget Open(string connectionString) => PostgresStore.IsFor(connectionString)
        ? PostgresArchiveTarget.Open(connectionString)
        : SqliteArchiveTarget.Open(connectionString);

    /// <inheritdoc/>
    public DocumentKey? Begin(string source)
    {
        var stored = Db.Secrets.AsNoTracking().SingleOrDefault(secret => secret.Name == ImportProgress.Name);
        _progress = stored is null ? new ImportProgress(source, After: null) : ImportProgress.FromBytes(stored.Value);
        if (!string.Equals(_progress.Source, source, StringComparison.Ordinal))
        {
            throw new InvalidDataException("An import or a copy of other data, or of a database that was changed since, was begun in this database. Continue that one, or begin with a new database.");
        }

        if (_progress.WasEmpty)
        {
            InTransaction(() => DeleteDocumentsAfter(_progress.After ?? new DocumentKey("", "")));
            return _progress.After;
        }

        // First the row, which a server that starts now finds; one that has started before is found here.
        if (stored is null)
        {
            InTransaction(() => Db.Add(new SecretRow { Name = ImportProgress.Name, Value = _progress.ToBytes() }));
        }

        try
        {
            EnsureUnused();
            if (Db.Database.SqlQuery<int>($"""SELECT 1 AS "Value" WHERE EXISTS (SELECT 1 FROM documents) OR EXISTS (SELECT 1 FROM accounts)""").Any())
            {
                throw new InvalidDataException("The database is not empty. Only an empty database can be written: nothing is merged into existing data.");
            }
        }
        catch
        {
            DeleteProgress();
            throw;
        }

        _progress = _progress with { WasEmpty = true };
        var value = _progress.ToBytes();
        InTransaction(() => Db.Secrets.Where(secret => secret.Name == ImportProgress.Name).ExecuteUpdate(row => row.SetProperty(secret => secret.Value, value)));
        return null;
    }

    /// <inheritdoc/>
    public void Write(ArchiveRecord record)
    {
        _batch.Add(record);
        _bytes += RowBytes + record switch
        {
            ArchivedVersion version => version.Payload.Bytes.Length,
            ArchivedSession session => session.Record.Length + (session.SubmissionBody?.Length ?? 0),
            _ => 0,
        };
        if (_bytes > MaxBytes || _batch.Count > MaxRecords)
        {
            Flush();
        }
    }

    /// <inheritdoc/>
    public void EndDocument(DocumentKey key)
    {
        _batch.Add(new EndOfDocument());
        _progress = _progress with { After = key };
    }

    /// <inheritdoc/>
    public void WriteTable<TRow>(string name, IEnumerable<TRow> rows)
        where TRow : class
    {
        Flush();
        // Rows of an interrupted transfer, and what the server wrote into the empty database.
        InTransaction(() => _ = typeof(TRow) == typeof(SecretRow)
            ? Db.Secrets.Where(secret => !ImportProgress.LocalNames.Contains(secret.Name)).ExecuteDelete()
            : Db.Set<TRow>().ExecuteDelete());
        foreach (var chunk in rows.Chunk(TableRows))
        {
            InTransaction(() => Db.AddRange(chunk.AsEnumerable<object>()));
        }
    }

    /// <summary>Ends the transaction: what was written so far remains if the transfer is interrupted.</summary>
    public void Flush()
    {
        if (_batch.Count > 0)
        {
            InTransaction(() =>
            {
                Write(_batch);
                var value = _progress.ToBytes();
                Db.Secrets.Where(secret => secret.Name == ImportProgress.Name).ExecuteUpdate(update => update.SetProperty(secret => secret.Value, value));
            });
        }

        _batch.Clear();
        _bytes = 0;
    }

    /// <inheritdoc/>
    public virtual void Complete() => DeleteProgress();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    /// <summary>Refuses a store that a server is using.</summary>
    /// <exception cref="InvalidDataException">A server is using it.</exception>
    protected abstract void EnsureUnused();

    /// <summary>Writes records within a transaction. A document may be continued by the next call.</summary>
    protected abstract void Write(IReadOnlyList<ArchiveRecord> records);

    /// <summary>Deletes the documents after one, within a transaction.</summary>
    protected abstract void DeleteDocumentsAfter(DocumentKey key);

    private void DeleteProgress() => InTransaction(() => Db.Secrets.Where(secret => secret.Name == ImportProgress.Name).ExecuteDelete());

    private void InTransaction(Action work)
    {
        using var transaction = Db.Database.BeginTransaction();
        work();
        Db.SaveChanges();
        transaction.Commit();
        Db.ChangeTracker.Clear();
    }
}

/// <summary>The end of a document, where its newest version is known.</summary>
internal sealed record EndOfDocument : ArchiveRecord;
