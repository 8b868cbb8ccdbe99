using Microsoft.AspNetCore.Authentication.BearerToken;
using SyncServer.Identity;

namespace SyncServer.Http;

/// <summary>Guest sign-in (docs/protocol.md, section 11).</summary>
internal static class GuestEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, bool guests) =>
        routes.MapPost("/v1/auth/guest", (JsonBody<GuestJson> guest) => guests ? SignInGuest(guest.Value) : Problems.NotFound("Guest sign-in is disabled."))
            .RequireRateLimiting(RequestLimits.SignIns).WithSummary("Signs in as a guest under a chosen name.").Produces<AccessTokenResponse>();

    private static IResult SignInGuest(GuestJson guest) => People.ReadName(guest.Name) is { } name
        ? Tokens.Issue(SignIn.New($"guest-{Guid.CreateVersion7():N}", name))
        : Problems.InvalidBody(People.NameRule);
}
