using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Documents;

namespace SyncServer.Storage;

/// <summary>Brings a database to the schema of this release.</summary>
internal static class Schema
{
    /// <summary>Applies the migrations that are missing.</summary>
    /// <exception cref="UnknownSchemaException">The database has migrations of another release.</exception>
    public static void Migrate(DbContext db)
    {
        if (db.Database.GetAppliedMigrations().Except(db.Database.GetMigrations(), StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw new UnknownSchemaException(
                $"The database of ConnectionStrings:Documents was made by another release (its schema has {unknown}). Data of 0.1.0 cannot be taken over: start with a new database.");
        }

        db.Database.Migrate();
    }
}
