using System.Text;
using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Access;
using SyncServer.Storage.Rows;

namespace SyncServer.Storage;

/// <summary>Stores the signing keys in the table of secrets.</summary>
/// <param name="open">Opens the database.</param>
internal sealed class KeyStore(Func<StoreDb> open) : IKeyStore
{
    private const string Prefix = "key:";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> ReadAll()
    {
        using var db = open();
        var rows = db.Secrets.AsNoTracking().Where(s => s.Name.StartsWith(Prefix)).ToList();
        return rows.ConvertAll(s => Encoding.UTF8.GetString(s.Value));
    }

    /// <inheritdoc/>
    public void RunExclusive(Action work)
    {
        using var db = open();
        if (!db.Database.IsNpgsql())
        {
            // No other process uses the SQLite file.
            work();
            return;
        }

        // The row of the session secret always exists; it is locked in place of the keys. The work uses other connections, so this one is idle meanwhile.
        using var transaction = db.Database.BeginTransaction();
        db.Database.ExecuteSql($"SET LOCAL idle_in_transaction_session_timeout = 0");
        db.Database.ExecuteSql($"SELECT name FROM secrets WHERE name = 'session' FOR UPDATE");
        work();
        transaction.Commit();
    }

    /// <inheritdoc/>
    public void Add(string name, string xml)
    {
        using var db = open();
        db.Add(new SecretRow { Name = Prefix + name, Value = Encoding.UTF8.GetBytes(xml) });
        db.SaveChanges();
    }
}
