using Microsoft.AspNetCore.Authentication.BearerToken;
using SyncServer.Identity;

namespace SyncServer.Http;

/// <summary>What every way to sign in shares.</summary>
internal static class Tokens
{
    private const int MaxName = 80;

    /// <summary>What a name is, for whoever sent none.</summary>
    public static string NameRule { get; } = $"name is 1 to {MaxName} characters.";

    /// <summary>A name to show, tidied; null where it is none.</summary>
    public static string? ReadName(string? name) =>
        name?.Trim() is { Length: > 0 and <= MaxName } tidy && !tidy.Any(char.IsControl) ? tidy : null;

    /// <summary>Answers with an access token and the refresh token that belongs to it.</summary>
    public static IResult Issue(SignIn signIn) => TypedResults.SignIn(signIn.ToPrincipal(), authenticationScheme: BearerTokenDefaults.AuthenticationScheme);
}
