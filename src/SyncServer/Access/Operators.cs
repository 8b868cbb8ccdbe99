using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using SyncServer.Policies;

namespace SyncServer.Access;

/// <summary>Who may look into the server: <c>Auth:Operators</c>, ids or proved e-mail addresses (protocol 11).</summary>
internal static class Operators
{
    /// <summary>Lets only operators in, in Production; elsewhere anybody.</summary>
    public static TBuilder NeedsOperator<TBuilder>(this TBuilder routes, IConfiguration configuration, IHostEnvironment environment)
        where TBuilder : IEndpointConventionBuilder
    {
        if (!environment.IsProduction())
        {
            return routes;
        }

        var operators = configuration.ReadList("Auth:Operators").ToHashSet(StringComparer.OrdinalIgnoreCase);
        return routes.RequireAuthorization(new AuthorizationPolicyBuilder()
            .RequireAuthenticatedUser()
            .RequireAssertion(context => context.User.Claims.Any(claim => claim.Type is ClaimTypes.NameIdentifier or ClaimTypes.Email && operators.Contains(claim.Value)))
            .Build());
    }
}
