using Microsoft.AspNetCore.Authentication.BearerToken;
using SyncServer.Identity;

namespace SyncServer.Http;

/// <summary>Issues tokens, for every kind of sign-in.</summary>
internal static class Tokens
{
    /// <summary>Returns an access token and its refresh token.</summary>
    public static IResult Issue(SignIn signIn) => TypedResults.SignIn(signIn.ToPrincipal(), authenticationScheme: BearerTokenDefaults.AuthenticationScheme);
}
