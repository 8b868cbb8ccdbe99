using System.Text;
using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Access;
using SyncServer.Storage.Rows;

namespace SyncServer.Storage;

/// <summary>The signing keys in the table of secrets.</summary>
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
            // This process is the only one.
            work();
            return;
        }

        // A row that is always there stands for the keys. The work uses other connections, so this one idles.
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
