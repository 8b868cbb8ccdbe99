using Microsoft.AspNetCore.Authorization;
using SyncServer.Core.Access;

namespace SyncServer.Identity;

/// <summary>What a route takes.</summary>
/// <param name="Role">The role for the document in its path.</param>
/// <param name="OrCreates">Whether the route, with <c>If-None-Match</c>, also makes documents.</param>
internal sealed record NeedsRole(Role Role, bool OrCreates) : IAuthorizationRequirement;

/// <summary>How a route says what it takes.</summary>
internal static class Needing
{
    /// <summary>Lets only those in who have this role for the document in the path. It is asked before any cache.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder route, Role role, bool orCreates = false)
        where TBuilder : IEndpointConventionBuilder =>
        route.RequireAuthorization(new AuthorizationPolicy([new NeedsRole(role, orCreates)], []));

    /// <summary>Whether a PUT of these headers makes sense before there is such a document.</summary>
    public static bool Creates(this IHeaderDictionary headers) => headers.IfNoneMatch.Count > 0 && headers.IfMatch.Count is 0;
}
