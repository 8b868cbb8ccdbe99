using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using SyncServer.Identity;

namespace SyncServer.Http;

/// <summary>Refreshes tokens, and returns the signed-in user (docs/protocol.md, section 11).</summary>
internal static class TokenEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/auth/refresh", RefreshAsync).WithSummary("Issues new tokens for a refresh token, which stays valid until one of them is used.").Produces<AccessTokenResponse>();

    /// <summary>Maps the route that exists with every kind of authentication.</summary>
    public static void MapMe(IEndpointRouteBuilder signedIn) =>
        signedIn.MapGet("/v1/auth/me", (ClaimsPrincipal user) => TypedResults.Json(PersonJson.Of(user.ToPerson()), WireJson.Wire.PersonJson))
            .WithSummary("Returns the signed-in user. Roles are granted to the id.");

    private static async Task<IResult> RefreshAsync(
        JsonBody<RefreshJson> body, IOptionsMonitor<BearerTokenOptions> options, TimeProvider time, RefreshFamilies families, UserManager<Account> users)
    {
        var ticket = options.Get(BearerTokenDefaults.AuthenticationScheme).RefreshTokenProtector.Unprotect(body.Value.RefreshToken);
        if (!(ticket?.Properties.ExpiresUtc > time.GetUtcNow()) || SignIn.Of(ticket.Principal) is not { } signIn)
        {
            return Problems.OfStatus(401);
        }

        // A removed or locked account, or one whose sign-ins were ended, can use its access token until it expires, but gets no new one.
        if (signIn.User.StartsWith(Account.Prefix, StringComparison.Ordinal)
            && (await users.FindByIdAsync(signIn.User) is not { } account || !string.Equals(account.SecurityStamp, signIn.Stamp, StringComparison.Ordinal) || await users.IsLockedOutAsync(account)))
        {
            return Problems.OfStatus(401);
        }

        return await families.RefreshAsync(signIn.Family, signIn.Generation) is { } next
            ? Tokens.Issue(signIn with { Generation = next })
            : Problems.OfStatus(401);
    }
}
