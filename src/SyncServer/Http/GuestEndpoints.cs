using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Extensions.Options;

namespace SyncServer.Http;

/// <summary>Signing in as a guest, and staying signed in (protocol 11).</summary>
internal static class GuestEndpoints
{
    private const int MaxName = 80;

    public static void Map(IEndpointRouteBuilder routes, bool guests)
    {
        routes.MapPost("/v1/auth/guest", (GuestJson guest) => guests ? SignIn(guest) : Problems.NotFound("Guests are not taken here."))
            .WithSummary("Signs in as a guest under a name of one's own.").Produces<AccessTokenResponse>();

        routes.MapPost("/v1/auth/refresh", Refresh).WithSummary("Gives a new access token for a refresh token.")
            .Produces<AccessTokenResponse>();
    }

    private static IResult SignIn(GuestJson guest)
    {
        var name = guest.Name?.Trim() ?? "";
        if (name.Length is 0 or > MaxName || name.Any(char.IsControl))
        {
            return Problems.InvalidBody($"name is 1 to {MaxName} characters.");
        }

        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, $"guest-{Guid.CreateVersion7():N}"), new Claim(ClaimTypes.Name, name)],
            BearerTokenDefaults.AuthenticationScheme);
        return TypedResults.SignIn(new ClaimsPrincipal(identity), authenticationScheme: BearerTokenDefaults.AuthenticationScheme);
    }

    private static IResult Refresh(RefreshJson body, IOptionsMonitor<BearerTokenOptions> options, TimeProvider time)
    {
        var protector = options.Get(BearerTokenDefaults.AuthenticationScheme).RefreshTokenProtector;
        var ticket = protector.Unprotect(body.RefreshToken);
        return ticket?.Properties.ExpiresUtc > time.GetUtcNow()
            ? TypedResults.SignIn(ticket.Principal, authenticationScheme: BearerTokenDefaults.AuthenticationScheme)
            : Problems.OfStatus(401);
    }
}
