using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using SyncServer.Settings;

namespace SyncServer.Identity;

/// <summary>
/// Access to metrics and dashboard: the users of <c>Auth:Operators</c> (ids or verified e-mail addresses), accounts that were made operators, and every request on a
/// port of <c>Insights:Urls</c> (docs/protocol.md, section 11).
/// </summary>
internal static class Operators
{
    /// <summary>In Production, allows only operators; otherwise everyone.</summary>
    public static void RequireOperator(this IEndpointConventionBuilder routes, SyncSettings settings)
    {
        if (!settings.IsProduction)
        {
            return;
        }

        var operators = settings.Values.ReadList("Auth:Operators").ToHashSet(StringComparer.OrdinalIgnoreCase);
        var ports = InsightsUrls(settings.Values).Select(url => BindingAddress.Parse(url).Port).ToHashSet();
        routes.RequireAuthorization(new AuthorizationPolicyBuilder().RequireAssertion(async context =>
            context.Resource is HttpContext http
            && (ports.Contains(http.Connection.LocalPort)
                || context.User.Claims.Any(claim => claim.Type is ClaimTypes.NameIdentifier or ClaimTypes.Email && operators.Contains(claim.Value))
                || await IsOperatorAsync(http))).Build());
    }

    // Read for each request, so that a change applies at once. An application with its own users has no accounts.
    private static async Task<bool> IsOperatorAsync(HttpContext http) =>
        http.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } user && http.RequestServices.GetService<AccountsDb>() is { } db
        && await db.Accounts.AnyAsync(account => account.Id == user && account.Operator);

    /// <summary>Adds <c>Insights:Urls</c> to the addresses that the server listens on.</summary>
    /// <exception cref="InvalidSettingException">A value is not an address.</exception>
    public static void ListenOnInsightsUrls(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var added = InsightsUrls(configuration);
        foreach (var (url, n) in added.Select((url, n) => (url, n)))
        {
            if (!Uri.TryCreate(url.Replace("*", "any", StringComparison.Ordinal).Replace("+", "any", StringComparison.Ordinal), UriKind.Absolute, out var uri) || uri.Port <= 0)
            {
                throw new InvalidSettingException("Insights:Urls", "must be an address to listen on, such as http://127.0.0.1:9090");
            }

            // Configured Kestrel endpoints replace all other addresses.
            if (configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
            {
                configuration[$"Kestrel:Endpoints:Insights{n}:Url"] = url;
            }
        }

        if (added.Length > 0)
        {
            var others = configuration["urls"]
                ?? (configuration["http_ports"] is { Length: > 0 } ports ? string.Join(';', ports.Split(';').Select(port => $"http://*:{port}")) : "http://localhost:5000");
            builder.WebHost.UseUrls([.. others.Split(';'), .. added]);
        }
    }

    private static string[] InsightsUrls(IConfiguration configuration) =>
        configuration["Insights:Urls"]?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
