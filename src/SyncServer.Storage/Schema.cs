using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Documents;

namespace SyncServer.Storage;

/// <summary>Migrates a database to the schema of this release.</summary>
internal static class Schema
{
    /// <summary>Applies pending migrations.</summary>
    /// <param name="db">The database.</param>
    /// <param name="progress">Is told which migrations are applied.</param>
    /// <exception cref="UnknownSchemaException">The database has migrations that this release does not have.</exception>
    public static void Migrate(DbContext db, Action<string>? progress = null)
    {
        if (db.Database.GetAppliedMigrations().Except(db.Database.GetMigrations(), StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw new UnknownSchemaException(
                $"The database of ConnectionStrings:Documents was made by another release (its schema has {unknown}). Data of 0.1.0 cannot be taken over: start with a new database.");
        }

        if (db.Database.GetPendingMigrations().ToList() is { Count: > 0 } pending)
        {
            progress?.Invoke($"applying {string.Join(", ", pending)}");
        }

        db.Database.Migrate();
    }
}
