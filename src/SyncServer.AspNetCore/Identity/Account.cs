using Microsoft.AspNetCore.Identity;

namespace SyncServer.Identity;

/// <summary>A user who signs in with e-mail and password.</summary>
internal sealed class Account : IdentityUser
{
    /// <summary>The prefix of account ids. Guests and OpenID users have other prefixes.</summary>
    public const string Prefix = "user-";

    /// <summary>Creates an account with a new id.</summary>
    public Account() => Id = $"{Prefix}{Guid.CreateVersion7():N}";

    /// <summary>The display name. The e-mail address is never shown to other users.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the user is an operator, like the users of <c>Auth:Operators</c>.</summary>
    public bool Operator { get; set; }
}
