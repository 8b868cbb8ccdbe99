using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using SyncServer.Core.Documents;
using SyncServer.Settings;

namespace SyncServer.Identity;

/// <summary>An external OpenID provider whose tokens are accepted besides the server's own: <c>Auth:Authority</c> and <c>Auth:Audience</c> (docs/protocol.md, section 11).</summary>
/// <param name="Authority">The issuer's address, which has the discovery document.</param>
/// <param name="Audience">The audience that its tokens must have.</param>
internal sealed record OpenId(Uri Authority, string Audience)
{
    /// <summary>The claim with the subject, as the provider names it.</summary>
    public const string SubjectClaim = "sub";

    private const string BearerOrJwt = "BearerOrJwt";

    /// <summary>Reads the settings; null if no provider is configured.</summary>
    /// <exception cref="InvalidSettingException">A setting is invalid.</exception>
    public static OpenId? Read(IConfiguration configuration, bool isDevelopment)
    {
        if (configuration["Auth:Authority"] is not { Length: > 0 } text)
        {
            return null;
        }

        return !Uri.TryCreate(text, UriKind.Absolute, out var authority)
            || !(authority.Scheme is "https" || (authority.Scheme is "http" && (authority.IsLoopback || isDevelopment)))
                ? throw new InvalidSettingException("Auth:Authority", "must be an https address; http is allowed for a loopback address, or in Development")
            : configuration["Auth:Audience"] is not { Length: > 0 } audience
                ? throw new InvalidSettingException("Auth:Audience", "must be set when Auth:Authority is: the audience of its tokens")
            : new OpenId(authority, audience);
    }

    /// <summary>Adds the authentication scheme. The format of a token selects the scheme: a JWT has two dots.</summary>
    public void AddTo(AuthenticationBuilder authentication)
    {
        authentication.Services.Configure<AuthenticationOptions>(options => options.DefaultScheme = BearerOrJwt);
        authentication.AddPolicyScheme(BearerOrJwt, displayName: null, options => options.ForwardDefaultSelector = http =>
            http.Request.Headers.Authorization.ToString().AsSpan().Count('.') is 2 ? JwtBearerDefaults.AuthenticationScheme : BearerTokenDefaults.AuthenticationScheme);
        authentication.AddJwtBearer(options =>
        {
            options.Authority = Authority.ToString();
            options.Audience = Audience;
            options.RequireHttpsMetadata = Authority.Scheme is "https";
            options.BackchannelTimeout = TimeSpan.FromSeconds(5);
            options.MapInboundClaims = false;
            options.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(30);
            options.Events = new JwtBearerEvents
            {
                OnTokenValidated = context =>
                {
                    if (ToPrincipal(context.Principal!) is { } user)
                    {
                        context.Principal = user;
                    }
                    else
                    {
                        context.Fail("The token has no subject or no issuer.");
                    }

                    return Task.CompletedTask;
                },
                OnMessageReceived = async context =>
                {
                    try
                    {
                        await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted);
                    }
                    catch (InvalidOperationException e)
                    {
                        // A 401 would sign the user out because the provider is unreachable; this is a 503.
                        throw new StoreUnavailableException("The OpenID provider is not available.", e);
                    }
                },
            };
        });
    }

    /// <summary>The id of a user of a provider: a hash of issuer and subject, so that no issuer can name a user of another issuer or of this server.</summary>
    /// <param name="issuer">The claim <c>iss</c>.</param>
    /// <param name="subject">The claim <c>sub</c>.</param>
    public static string IdOf(string issuer, string subject) =>
        "openid-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{subject}")).AsSpan(0, 16));

    /// <summary>Maps the provider's claims to the server's.</summary>
    private static ClaimsPrincipal? ToPrincipal(ClaimsPrincipal external)
    {
        if (external.FindFirstValue("sub") is not { Length: > 0 } subject || external.FindFirstValue("iss") is not { } issuer)
        {
            return null;
        }

        var name = People.ReadName(external.FindFirstValue("name")) ?? People.ReadName(external.FindFirstValue("preferred_username")) ?? "Unnamed user";
        var email = external.FindFirstValue("email_verified") is "true" ? external.FindFirstValue("email") : null;
        var identity = People.IdentityOf(IdOf(issuer, subject), name, email);
        identity.AddClaim(new Claim(SubjectClaim, subject));
        return new ClaimsPrincipal(identity);
    }
}
