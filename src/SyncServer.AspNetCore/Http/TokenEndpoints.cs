using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using SyncServer.Identity;

namespace SyncServer.Http;

/// <summary>Staying signed in, and being told who one is (protocol 11).</summary>
internal static class TokenEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/auth/refresh", RefreshAsync).WithSummary("Gives new tokens for a refresh token, which is good until one of these is used.").Produces<AccessTokenResponse>();

    /// <summary>The route that every way to sign in has.</summary>
    public static void MapMe(IEndpointRouteBuilder signedIn) =>
        signedIn.MapGet("/v1/auth/me", (ClaimsPrincipal user) => TypedResults.Json(PersonJson.Of(user.ToPerson()), WireJson.Wire.PersonJson))
            .WithSummary("Tells who is signed in: the id is what roles are given to.");

    private static async Task<IResult> RefreshAsync(
        JsonBody<RefreshJson> body, IOptionsMonitor<BearerTokenOptions> options, TimeProvider time, RefreshFamilies families, UserManager<Account> users)
    {
        var ticket = options.Get(BearerTokenDefaults.AuthenticationScheme).RefreshTokenProtector.Unprotect(body.Value.RefreshToken);
        if (!(ticket?.Properties.ExpiresUtc > time.GetUtcNow()) || SignIn.Of(ticket.Principal) is not { } signIn)
        {
            return Problems.OfStatus(401);
        }

        // An account that was removed or locked goes on until its access token ends, and no longer.
        if (signIn.User.StartsWith(Account.Prefix, StringComparison.Ordinal)
            && (await users.FindByIdAsync(signIn.User) is not { } account || await users.IsLockedOutAsync(account)))
        {
            return Problems.OfStatus(401);
        }

        return await families.RefreshAsync(signIn.Family, signIn.Generation) is { } next
            ? Tokens.Issue(signIn with { Generation = next })
            : Problems.OfStatus(401);
    }
}
