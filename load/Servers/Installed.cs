using SyncServer.Testing;

namespace SyncServer.Load.Servers;

/// <summary>Whether the tools that some parts need are installed.</summary>
internal static class Installed
{
    /// <summary>A line that names the missing tool; null if both are installed.</summary>
    public static string? MissingForNodes => MissingPostgres
        ?? (RedisServer.IsInstalled ? null : "Redis is not installed (Debian: redis-server): skipped.");

    /// <summary>A line if PostgreSQL is missing; otherwise null.</summary>
    public static string? MissingPostgres => PostgresServer.IsInstalled ? null : "PostgreSQL is not installed (Debian: postgresql): skipped.";
}
