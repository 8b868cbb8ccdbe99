using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.BearerToken;
using SyncServer.Core.Documents;

namespace SyncServer.Identity;

/// <summary>Maps claims principals to persons, and back.</summary>
internal static class People
{
    private const int MaxName = 80;

    /// <summary>The error message for an invalid name.</summary>
    public static string NameRule { get; } = $"name must have 1 to {MaxName} characters.";

    /// <summary>Returns a display name without surrounding white space; null if it is not valid.</summary>
    public static string? ReadName(string? name) =>
        name?.Trim() is { Length: > 0 and <= MaxName } trimmed && !trimmed.Any(char.IsControl) ? trimmed : null;

    /// <summary>The person of a principal of this server.</summary>
    public static Person ToPerson(this ClaimsPrincipal user) =>
        new(user.FindFirstValue(ClaimTypes.NameIdentifier)!, user.FindFirstValue(ClaimTypes.Name) ?? "");

    /// <summary>The default mapping of a principal of the application; null if it has no id.</summary>
    public static Person? Default(ClaimsPrincipal user) =>
        (user.FindFirstValue(ClaimTypes.NameIdentifier) ?? user.FindFirstValue("sub")) is { Length: > 0 } id
            ? new Person(id, ReadName(user.FindFirstValue(ClaimTypes.Name) ?? user.FindFirstValue("name")) ?? "")
            : null;

    /// <summary>
    /// Maps a principal of the application to one with the claims that this server reads, unauthenticated if it is not a user. The e-mail address is not mapped, as
    /// nothing shows that it was verified.
    /// </summary>
    public static ClaimsPrincipal ToPrincipal(ClaimsPrincipal user, Func<ClaimsPrincipal, Person?> people) =>
        user.Identity is { IsAuthenticated: true } && people(user) is { Id.Length: > 0 } person
            ? new ClaimsPrincipal(IdentityOf(person.Id, person.Name ?? "", email: null))
            : new ClaimsPrincipal(new ClaimsIdentity());

    /// <summary>The claims of a person.</summary>
    /// <param name="id">The id: unique and stable.</param>
    /// <param name="name">The display name.</param>
    /// <param name="email">The e-mail address, if it is verified.</param>
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
