using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using SyncServer.Access;

namespace SyncServer.Http;

/// <summary>What those hear who are not let in: to a stranger a private document is no document (protocol 11).</summary>
internal sealed class AccessRefusals : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _usual = new();

    /// <inheritdoc/>
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) =>
        authorizeResult.Forbidden && context.Features.Get<Admission>() is { Verdict: Verdict.Hidden }
            ? Problems.Unseen().ExecuteAsync(context)
            : _usual.HandleAsync(next, context, policy, authorizeResult);
}
