using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.BearerToken;

namespace SyncServer.Identity;

/// <summary>What a token of ours says: who it is for, and which refresh token belongs to it.</summary>
/// <param name="User">The user's id.</param>
/// <param name="Name">To show.</param>
/// <param name="Family">All that came of one sign-in.</param>
/// <param name="Generation">How often it was refreshed.</param>
internal sealed record SignIn(string User, string Name, string Family, long Generation)
{
    private const string FamilyClaim = "family";
    private const string GenerationClaim = "generation";

    /// <summary>Somebody who signs in just now.</summary>
    public static SignIn New(string user, string name) => new(user, name, Guid.NewGuid().ToString("N"), Generation: 0);

    /// <summary>Reads a token; null where it is none of these.</summary>
    public static SignIn? Of(ClaimsPrincipal token) =>
        token.FindFirstValue(FamilyClaim) is { } family && token.FindFirstValue(GenerationClaim) is { } generation
            ? new SignIn(token.FindFirstValue(ClaimTypes.NameIdentifier)!, token.FindFirstValue(ClaimTypes.Name)!, family, long.Parse(generation, CultureInfo.InvariantCulture))
            : null;

    /// <summary>What is sealed into both tokens.</summary>
    public ClaimsPrincipal ToPrincipal() => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, User), new Claim(ClaimTypes.Name, Name),
            new Claim(FamilyClaim, Family), new Claim(GenerationClaim, Generation.ToString(CultureInfo.InvariantCulture)),
        ],
        BearerTokenDefaults.AuthenticationScheme));
}
