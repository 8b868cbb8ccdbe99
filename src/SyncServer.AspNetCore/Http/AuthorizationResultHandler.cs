using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using SyncServer.Identity;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>
/// Writes the response when authorization fails. A user without a role gets 404 for a private document, so that its existence is not disclosed (docs/protocol.md,
/// section 11). If the application authenticates users, a failed request gets 401 or 403 instead of the redirect of a cookie scheme.
/// </summary>
internal sealed class AuthorizationResultHandler(SyncSettings settings) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _default = new();

    /// <inheritdoc/>
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) =>
        !authorizeResult.Succeeded && context.Features.Get<ServiceFeature>() is { } service ? RefuseService(context, service)
        : authorizeResult.Forbidden && context.Features.Get<AccessFeature>() is { Decision: AccessDecision.Hidden }
            ? Problems.DocumentNotFound().ExecuteAsync(context)
            : settings.People is not null && !authorizeResult.Succeeded && context.GetEndpoint()?.Metadata.GetMetadata<ProblemResponseMetadata>() is not null
                ? Problems.OfStatus(authorizeResult.Challenged ? 401 : 403).ExecuteAsync(context)
            : _default.HandleAsync(next, context, policy, authorizeResult);

    private static Task RefuseService(HttpContext context, ServiceFeature service)
    {
        if (service.Account is null)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"admin\", charset=\"UTF-8\"";
        }

        return Problems.OfStatus(service.Account is null ? 401 : 403).ExecuteAsync(context);
    }
}
