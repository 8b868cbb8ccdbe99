using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using SyncServer.Core.Documents;
using SyncServer.Settings;

namespace SyncServer.Identity;

/// <summary>Handles <see cref="DocumentRoleRequirement"/>, and stores the decision on the request as an <see cref="AccessFeature"/>.</summary>
internal sealed class DocumentRoleHandler(CollectionPolicies policies, Permissions permissions) : AuthorizationHandler<DocumentRoleRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, DocumentRoleRequirement requirement)
    {
        // A user who is not signed in is refused by the requirement of the route group.
        if (context.Resource is not HttpContext http || context.User.FindFirstValue(ClaimTypes.NameIdentifier) is not { } user)
        {
            return;
        }

        var key = new DocumentKey((string)http.GetRouteValue("collection")!, (string)http.GetRouteValue("id")!);
        var decision = DocumentKey.IsCollection(key.Collection) && DocumentKey.IsId(key.Id) && policies.Find(key.Collection) is { } policy
            ? await permissions.DecideAsync(user, key, policy, requirement.Role, requirement.OrCreates && http.Request.Headers.Creates())
            // An invalid name is reported by the route.
            : AccessDecision.Allowed;
        http.Features.Set(new AccessFeature(decision));
        if (decision is AccessDecision.Allowed or AccessDecision.MayCreate)
        {
            context.Succeed(requirement);
        }
    }
}

/// <summary>The access decision for the document of a request.</summary>
internal sealed record AccessFeature(AccessDecision Decision);
