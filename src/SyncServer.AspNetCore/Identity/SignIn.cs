using System.Globalization;
using System.Security.Claims;

namespace SyncServer.Identity;

/// <summary>The contents of a token of this server: the user, and its place in the token family.</summary>
/// <param name="User">The user's id.</param>
/// <param name="Name">The display name.</param>
/// <param name="Email">The e-mail address, if it is verified.</param>
/// <param name="Family">The id of the token family: all tokens of one sign-in.</param>
/// <param name="Generation">The number of refreshes.</param>
/// <param name="Stamp">The security stamp of the account at the sign-in; null for a guest. Changing the stamp ends all sign-ins of the account.</param>
internal sealed record SignIn(string User, string Name, string? Email, string Family, long Generation, string? Stamp)
{
    private const string FamilyClaim = "family";
    private const string StampClaim = "stamp";
    private const string GenerationClaim = "generation";

    /// <summary>A new sign-in of a user.</summary>
    public static SignIn New(string user, string name, string? email = null, string? stamp = null) =>
        new(user, name, email, Guid.NewGuid().ToString("N"), Generation: 0, stamp);

    /// <summary>A new sign-in of an account.</summary>
    public static SignIn Of(Account account) => New(account.Id, account.Name, account.EmailConfirmed ? account.Email : null, account.SecurityStamp);

    /// <summary>Reads a token; null if it is not a token of this server.</summary>
    public static SignIn? Of(ClaimsPrincipal token) => FamilyOf(token) is ({ } family, var generation)
        ? new SignIn(
            token.FindFirstValue(ClaimTypes.NameIdentifier)!, token.FindFirstValue(ClaimTypes.Name)!, token.FindFirstValue(ClaimTypes.Email), family, generation,
            token.FindFirstValue(StampClaim))
        : null;

    /// <summary>The family and generation of a token; the family is null if it is not a token of this server.</summary>
    public static (string? Family, long Generation) FamilyOf(ClaimsPrincipal token) =>
        token.FindFirstValue(FamilyClaim) is { } family && token.FindFirstValue(GenerationClaim) is { } generation
            ? (family, long.Parse(generation, CultureInfo.InvariantCulture))
            : default;

    /// <summary>The principal that is encrypted into both tokens.</summary>
    public ClaimsPrincipal ToPrincipal()
    {
        var identity = People.IdentityOf(User, Name, Email);
        identity.AddClaim(new Claim(FamilyClaim, Family));
        identity.AddClaim(new Claim(GenerationClaim, Generation.ToString(CultureInfo.InvariantCulture)));
        if (Stamp is not null)
        {
            identity.AddClaim(new Claim(StampClaim, Stamp));
        }

        return new ClaimsPrincipal(identity);
    }
}
