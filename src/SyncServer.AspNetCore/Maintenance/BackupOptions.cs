using System.Globalization;
using SyncServer.Settings;
using SyncServer.Storage;
using SyncServer.Storage.Postgres;

namespace SyncServer.Maintenance;

/// <summary>The settings of scheduled backups.</summary>
/// <param name="ConnectionString">The connection string of the SQLite file.</param>
/// <param name="Every">The time between two backups (<c>Backup:Every</c>).</param>
/// <param name="Keep">How many backups are kept (<c>Backup:Keep</c>, default 24).</param>
/// <param name="Folder">Where they are written (<c>Backup:Folder</c>, default <c>data/backups</c>).</param>
internal sealed record BackupOptions(string ConnectionString, TimeSpan Every, int Keep, string Folder)
{
    private static readonly TimeSpan MaxEvery = TimeSpan.FromDays(30);

    /// <summary>Reads the settings; null if no backups are scheduled.</summary>
    /// <exception cref="InvalidSettingException">A setting is invalid, or the database is PostgreSQL.</exception>
    public static BackupOptions? Read(IConfiguration configuration)
    {
        if (configuration["Backup:Every"] is not { Length: > 0 } text)
        {
            return null;
        }

        var connection = configuration.GetConnectionString("Documents") ?? DocumentStore.DefaultConnectionString;
        return PostgresStore.IsFor(connection) ? throw new InvalidSettingException("Backup:Every", "is for SQLite only: schedule pg_dump for PostgreSQL")
            : !TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var every) || every < TimeSpan.FromSeconds(1) || every > MaxEvery
                ? throw new InvalidSettingException("Backup:Every", $"must be a time from 00:00:01 to {MaxEvery:c}, such as 01:00:00")
            : new BackupOptions(
                connection, every, configuration.ReadNumber("Backup:Keep", 24, min: 1),
                Path.GetFullPath(configuration["Backup:Folder"] is { Length: > 0 } folder ? folder : Path.Combine("data", "backups")));
    }
}
