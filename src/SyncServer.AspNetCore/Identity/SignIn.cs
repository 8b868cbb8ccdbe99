using System.Globalization;
using System.Security.Claims;

namespace SyncServer.Identity;

/// <summary>What a token of ours says: who it is for, and which refresh token belongs to it.</summary>
/// <param name="User">The user's id.</param>
/// <param name="Name">To show.</param>
/// <param name="Email">The e-mail address, where it is proved.</param>
/// <param name="Family">All that came of one sign-in.</param>
/// <param name="Generation">How often it was refreshed.</param>
internal sealed record SignIn(string User, string Name, string? Email, string Family, long Generation)
{
    private const string FamilyClaim = "family";
    private const string GenerationClaim = "generation";

    /// <summary>Somebody who signs in just now.</summary>
    public static SignIn New(string user, string name, string? email = null) => new(user, name, email, Guid.NewGuid().ToString("N"), Generation: 0);

    /// <summary>An account that signs in just now.</summary>
    public static SignIn Of(Account account) => New(account.Id, account.Name, account.EmailConfirmed ? account.Email : null);

    /// <summary>Reads a token; null where it is none of these.</summary>
    public static SignIn? Of(ClaimsPrincipal token) => FamilyOf(token) is ({ } family, var generation)
        ? new SignIn(
            token.FindFirstValue(ClaimTypes.NameIdentifier)!, token.FindFirstValue(ClaimTypes.Name)!, token.FindFirstValue(ClaimTypes.Email), family, generation)
        : null;

    /// <summary>A token's family and generation; no family where it is none of ours.</summary>
    public static (string? Family, long Generation) FamilyOf(ClaimsPrincipal token) =>
        token.FindFirstValue(FamilyClaim) is { } family && token.FindFirstValue(GenerationClaim) is { } generation
            ? (family, long.Parse(generation, CultureInfo.InvariantCulture))
            : default;

    /// <summary>What is sealed into both tokens.</summary>
    public ClaimsPrincipal ToPrincipal()
    {
        var identity = People.IdentityOf(User, Name, Email);
        identity.AddClaim(new Claim(FamilyClaim, Family));
        identity.AddClaim(new Claim(GenerationClaim, Generation.ToString(CultureInfo.InvariantCulture)));
        return new ClaimsPrincipal(identity);
    }
}
