using Microsoft.AspNetCore.Identity;

namespace SyncServer.Identity;

/// <summary>Somebody who signs in with e-mail and password.</summary>
internal sealed class Account : IdentityUser
{
    /// <summary>What the ids of accounts begin with, so that no guest and nobody from outside has one.</summary>
    public const string Prefix = "user-";

    /// <summary>Somebody new.</summary>
    public Account() => Id = $"{Prefix}{Guid.CreateVersion7():N}";

    /// <summary>To show. The e-mail address is nobody else's business.</summary>
    public required string Name { get; init; }
}
