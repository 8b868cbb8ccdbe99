using Microsoft.AspNetCore.Authorization;
using SyncServer.Core.Access;

namespace SyncServer.Identity;

/// <summary>Requires a role for the document in the path.</summary>
/// <param name="Role">The role.</param>
/// <param name="OrCreates">Whether a request with <c>If-None-Match</c> may also create the document.</param>
internal sealed record DocumentRoleRequirement(Role Role, bool OrCreates) : IAuthorizationRequirement;

/// <summary>Extensions for routes of documents.</summary>
internal static class DocumentRoleExtensions
{
    /// <summary>Requires a role for the document in the path.</summary>
    public static TBuilder RequireDocumentRole<TBuilder>(this TBuilder route, Role role, bool orCreates = false)
        where TBuilder : IEndpointConventionBuilder =>
        route.RequireAuthorization(new AuthorizationPolicy([new DocumentRoleRequirement(role, orCreates)], []));

    /// <summary>Whether a PUT with these headers creates a document.</summary>
    public static bool Creates(this IHeaderDictionary headers) => headers.IfNoneMatch.Count > 0 && headers.IfMatch.Count is 0;
}
