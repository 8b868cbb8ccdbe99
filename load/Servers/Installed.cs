using SyncServer.Testing;

namespace SyncServer.Load.Servers;

/// <summary>Whether what some parts need besides .NET is on this machine.</summary>
internal static class Installed
{
    /// <summary>One line that says what is missing; null where both are here.</summary>
    public static string? MissingForNodes => MissingPostgres
        ?? (RedisServer.IsInstalled ? null : "Redis is not installed (Debian: redis-server): left out.");

    /// <summary>One line that says so where PostgreSQL is missing.</summary>
    public static string? MissingPostgres => PostgresServer.IsInstalled ? null : "PostgreSQL is not installed (Debian: postgresql): left out.";
}
