using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.BearerToken;
using SyncServer.Core.Documents;

namespace SyncServer.Identity;

/// <summary>Who is behind a request.</summary>
internal static class People
{
    private const int MaxName = 80;

    /// <summary>What a name is, for whoever sent none.</summary>
    public static string NameRule { get; } = $"name is 1 to {MaxName} characters.";

    /// <summary>A name to show, tidied; null where it is none.</summary>
    public static string? ReadName(string? name) =>
        name?.Trim() is { Length: > 0 and <= MaxName } tidy && !tidy.Any(char.IsControl) ? tidy : null;

    /// <summary>The person that a token is for.</summary>
    public static Person ToPerson(this ClaimsPrincipal user) =>
        new(user.FindFirstValue(ClaimTypes.NameIdentifier)!, user.FindFirstValue(ClaimTypes.Name) ?? "");

    /// <summary>The person of a principal by its usual claims; null where there is no id.</summary>
    public static Person? Default(ClaimsPrincipal user) =>
        (user.FindFirstValue(ClaimTypes.NameIdentifier) ?? user.FindFirstValue("sub")) is { Length: > 0 } id
            ? new Person(id, ReadName(user.FindFirstValue(ClaimTypes.Name) ?? user.FindFirstValue("name")) ?? "")
            : null;

    /// <summary>Maps a principal of the application to one with the claims that this server reads; an unauthenticated one where it is not a user. An e-mail address is not taken over, as nothing says that it was verified.</summary>
    public static ClaimsPrincipal Known(ClaimsPrincipal user, Func<ClaimsPrincipal, Person?> people) =>
        user.Identity is { IsAuthenticated: true } && people(user) is { } person
            ? new ClaimsPrincipal(IdentityOf(person.Id, person.Name, email: null))
            : new ClaimsPrincipal(new ClaimsIdentity());

    /// <summary>What a token says of a person.</summary>
    /// <param name="id">Unique and stable.</param>
    /// <param name="name">To show.</param>
    /// <param name="email">The e-mail address, where it is proved.</param>
    public static ClaimsIdentity IdentityOf(string id, string name, string? email)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, id), new Claim(ClaimTypes.Name, name)], BearerTokenDefaults.AuthenticationScheme);
        if (email is not null)
        {
            identity.AddClaim(new Claim(ClaimTypes.Email, email));
        }

        return identity;
    }
}
