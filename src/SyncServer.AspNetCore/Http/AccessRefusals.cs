using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using SyncServer.Identity;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>
/// What those hear who are not let in: to a stranger a private document is no document (protocol 11). Where the application signs people in, nobody is
/// sent to its sign-in page by a request of a client.
/// </summary>
internal sealed class AccessRefusals(SyncSettings settings) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _default = new();

    /// <inheritdoc/>
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) =>
        authorizeResult.Forbidden && context.Features.Get<Admission>() is { Verdict: Verdict.Hidden }
            ? Problems.Unseen().ExecuteAsync(context)
            : settings.People is not null && !authorizeResult.Succeeded && context.GetEndpoint()?.Metadata.GetMetadata<AnsweredHere>() is not null
                ? Problems.OfStatus(authorizeResult.Challenged ? 401 : 403).ExecuteAsync(context)
            : _default.HandleAsync(next, context, policy, authorizeResult);
}
