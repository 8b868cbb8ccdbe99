namespace SyncServer.Storage.Rows;

/// <summary>An account of ASP.NET Core Identity. This type only defines the table; the host maps its own type to it.</summary>
internal sealed class AccountRow
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public bool Operator { get; init; }

    public string? UserName { get; init; }

    public string? NormalizedUserName { get; init; }

    public string? Email { get; init; }

    public string? NormalizedEmail { get; init; }

    public bool EmailConfirmed { get; init; }

    public string? PasswordHash { get; init; }

    public string? SecurityStamp { get; init; }

    public string? ConcurrencyStamp { get; init; }

    public string? PhoneNumber { get; init; }

    public bool PhoneNumberConfirmed { get; init; }

    public bool TwoFactorEnabled { get; init; }

    public DateTimeOffset? LockoutEnd { get; init; }

    public bool LockoutEnabled { get; init; }

    public int AccessFailedCount { get; init; }
}
