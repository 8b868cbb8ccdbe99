using Microsoft.AspNetCore.Authentication.BearerToken;
using SyncServer.Identity;

namespace SyncServer.Http;

/// <summary>What every way to sign in shares.</summary>
internal static class Tokens
{
    /// <summary>Answers with an access token and the refresh token that belongs to it.</summary>
    public static IResult Issue(SignIn signIn) => TypedResults.SignIn(signIn.ToPrincipal(), authenticationScheme: BearerTokenDefaults.AuthenticationScheme);
}
