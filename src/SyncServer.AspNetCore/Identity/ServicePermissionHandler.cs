using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using SyncServer.Settings;

namespace SyncServer.Identity;

/// <summary>Requires a service account with a permission.</summary>
/// <param name="Permission">A name of <see cref="ServicePermission"/>.</param>
internal sealed record ServicePermissionRequirement(string Permission) : IAuthorizationRequirement;

/// <summary>
/// Handles <see cref="ServicePermissionRequirement"/>: authenticates a program by HTTP Basic (RFC 7617) with name and key, or by a token of the external provider. It
/// is no authentication scheme, as an application that embeds the server has its own ones, and a program is no user.
/// </summary>
internal sealed class ServicePermissionHandler(ServiceAccounts accounts, SyncSettings settings) : AuthorizationHandler<ServicePermissionRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, ServicePermissionRequirement requirement)
    {
        if (context.Resource is not HttpContext http)
        {
            return;
        }

        var account = await FindAsync(http);
        http.Features.Set(new ServiceFeature(account));
        if (account?.Permissions.Contains(requirement.Permission, StringComparer.Ordinal) is true)
        {
            context.Succeed(requirement);
        }
    }

    private async Task<ServiceAccount?> FindAsync(HttpContext http) =>
        !AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var header) || header.Parameter is not { } credentials ? null
            : header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) ? FindByKey(credentials)
            : header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) ? await FindByTokenAsync(http)
            : null;

    private ServiceAccount? FindByKey(string credentials)
    {
        var bytes = new byte[credentials.Length];
        return Convert.TryFromBase64String(credentials, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [var name, var key]
            ? accounts.FindByKey(name, key) : null;
    }

    // Only of the server's own scheme for Auth:Authority. A user's token has the user as its subject, so it is never taken for that of a program.
    private async Task<ServiceAccount?> FindByTokenAsync(HttpContext http) =>
        settings.HasProvider && (await http.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme)).Principal?.FindFirstValue(OpenId.SubjectClaim) is { } subject
            ? accounts.FindBySubject(subject) : null;
}

/// <summary>The program of a request; null if the credentials are not those of one.</summary>
internal sealed record ServiceFeature(ServiceAccount? Account);
