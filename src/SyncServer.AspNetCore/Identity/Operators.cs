using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using SyncServer.Settings;

namespace SyncServer.Identity;

/// <summary>Who may look into the server: <c>Auth:Operators</c>, ids or proved e-mail addresses, or whoever reaches <c>Insights:Urls</c> (protocol 11).</summary>
internal static class Operators
{
    /// <summary>Lets only operators in, in Production; elsewhere anybody.</summary>
    public static void NeedsOperator(this IEndpointConventionBuilder routes, SyncSettings settings)
    {
        if (!settings.IsProduction)
        {
            return;
        }

        var operators = settings.Values.ReadList("Auth:Operators").ToHashSet(StringComparer.OrdinalIgnoreCase);
        var ports = Own(settings.Values).Select(url => BindingAddress.Parse(url).Port).ToHashSet();
        routes.RequireAuthorization(new AuthorizationPolicyBuilder().RequireAssertion(context =>
            (context.Resource is HttpContext http && ports.Contains(http.Connection.LocalPort))
            || context.User.Claims.Any(claim => claim.Type is ClaimTypes.NameIdentifier or ClaimTypes.Email && operators.Contains(claim.Value))).Build());
    }

    /// <summary>Listens on <c>Insights:Urls</c> too, beside the addresses of everybody.</summary>
    /// <exception cref="InvalidSettingException">One is no address.</exception>
    public static void ListenApart(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var own = Own(configuration);
        foreach (var (url, n) in own.Select((url, n) => (url, n)))
        {
            if (!Uri.TryCreate(url.Replace("*", "any", StringComparison.Ordinal).Replace("+", "any", StringComparison.Ordinal), UriKind.Absolute, out var uri) || uri.Port <= 0)
            {
                throw new InvalidSettingException("Insights:Urls", "is an address to listen on, like http://127.0.0.1:9090");
            }

            // Endpoints of the settings take the place of all other addresses.
            if (configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
            {
                configuration[$"Kestrel:Endpoints:Insights{n}:Url"] = url;
            }
        }

        if (own.Length > 0)
        {
            var others = configuration["urls"]
                ?? (configuration["http_ports"] is { Length: > 0 } ports ? string.Join(';', ports.Split(';').Select(port => $"http://*:{port}")) : "http://localhost:5000");
            builder.WebHost.UseUrls([.. others.Split(';'), .. own]);
        }
    }

    private static string[] Own(IConfiguration configuration) =>
        configuration["Insights:Urls"]?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
