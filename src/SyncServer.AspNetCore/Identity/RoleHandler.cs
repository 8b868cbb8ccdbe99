using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using SyncServer.Core.Documents;
using SyncServer.Settings;

namespace SyncServer.Identity;

/// <summary>Judges each request by what its route takes, and leaves the verdict on it as an <see cref="Admission"/>.</summary>
internal sealed class RoleHandler(CollectionPolicies policies, Permissions permissions) : AuthorizationHandler<NeedsRole>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, NeedsRole requirement)
    {
        // Whoever is not signed in is turned away by the other requirement.
        if (context.Resource is not HttpContext http || context.User.FindFirstValue(ClaimTypes.NameIdentifier) is not { } user)
        {
            return;
        }

        var key = new DocumentKey((string)http.GetRouteValue("collection")!, (string)http.GetRouteValue("id")!);
        var verdict = DocumentKey.IsCollection(key.Collection) && DocumentKey.IsId(key.Id) && policies.Find(key.Collection) is { } policy
            ? await permissions.JudgeAsync(user, key, policy, requirement.Role, requirement.OrCreates && http.Request.Headers.Creates())
            // Nobody can have such a document; what is wrong with its name is the route's to say.
            : Verdict.Allowed;
        http.Features.Set(new Admission(verdict));
        if (verdict is Verdict.Allowed or Verdict.MayCreate)
        {
            context.Succeed(requirement);
        }
    }
}

/// <summary>How a request was let in, or why not.</summary>
internal sealed record Admission(Verdict Verdict);
