using System.Security.Claims;
using SyncServer.Core.Documents;

namespace SyncServer.Identity;

/// <summary>Who is behind a request.</summary>
internal static class People
{
    /// <summary>The person that a token is for.</summary>
    public static Person ToPerson(this ClaimsPrincipal user) =>
        new(user.FindFirstValue(ClaimTypes.NameIdentifier)!, user.FindFirstValue(ClaimTypes.Name) ?? "");
}
