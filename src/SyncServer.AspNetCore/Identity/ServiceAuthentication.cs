using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace SyncServer.Identity;

/// <summary>Authenticates the programs of <see cref="ServiceAccounts"/>: by HTTP Basic (RFC 7617) with name and key, or by a token of the external provider.</summary>
internal sealed class ServiceAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ServiceAccounts accounts, IAuthenticationSchemeProvider schemes)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The name of the scheme.</summary>
    public const string Name = "SyncServerService";

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var header) || header.Parameter is not { } credentials)
        {
            return AuthenticateResult.NoResult();
        }

        var account = header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) ? FindByKey(credentials)
            : header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) ? await FindByTokenAsync()
            : null;
        if (account is null)
        {
            return AuthenticateResult.Fail("The credentials are not those of a service.");
        }

        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, account.UserId), new Claim(ClaimTypes.Name, account.Name),
                .. account.Permissions.Select(permission => new Claim(ServicePermission.Claim, permission)),
            ],
            Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = """Basic realm="admin", charset="UTF-8" """.TrimEnd();
        return Task.CompletedTask;
    }

    private ServiceAccount? FindByKey(string credentials)
    {
        var bytes = new byte[credentials.Length];
        return Convert.TryFromBase64String(credentials, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [var name, var key]
            ? accounts.FindByKey(name, key) : null;
    }

    // A user's token has the user as its subject, so it is never taken for that of a service.
    private async Task<ServiceAccount?> FindByTokenAsync() =>
        await schemes.GetSchemeAsync(JwtBearerDefaults.AuthenticationScheme) is not null
        && (await Context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme)).Principal?.FindFirstValue(OpenId.SubjectClaim) is { } subject
            ? accounts.FindBySubject(subject) : null;
}
