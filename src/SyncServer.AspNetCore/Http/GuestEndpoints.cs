using Microsoft.AspNetCore.Authentication.BearerToken;
using SyncServer.Identity;

namespace SyncServer.Http;

/// <summary>Signing in as a guest (protocol 11).</summary>
internal static class GuestEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, bool guests) =>
        routes.MapPost("/v1/auth/guest", (JsonBody<GuestJson> guest) => guests ? Enter(guest.Value) : Problems.NotFound("Guests are not taken here."))
            .RequireRateLimiting(RequestLimits.SignIns).WithSummary("Signs in as a guest under a name of one's own.").Produces<AccessTokenResponse>();

    private static IResult Enter(GuestJson guest) => People.ReadName(guest.Name) is { } name
        ? Tokens.Issue(SignIn.New($"guest-{Guid.CreateVersion7():N}", name))
        : Problems.InvalidBody(People.NameRule);
}
