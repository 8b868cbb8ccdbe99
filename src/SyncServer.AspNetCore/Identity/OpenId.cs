using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using SyncServer.Core.Documents;
using SyncServer.Settings;

namespace SyncServer.Identity;

/// <summary>The outside OpenID provider whose tokens are taken beside our own: <c>Auth:Authority</c> and <c>Auth:Audience</c> (protocol 11).</summary>
/// <param name="Authority">Where its discovery document is.</param>
/// <param name="Audience">Whom its tokens must be for.</param>
internal sealed record OpenId(Uri Authority, string Audience)
{
    private const string ByShape = "ByShape";

    /// <summary>Reads the settings; null where there is no such provider.</summary>
    /// <exception cref="InvalidSettingException">A setting is wrong.</exception>
    public static OpenId? Read(IConfiguration configuration, bool isDevelopment)
    {
        if (configuration["Auth:Authority"] is not { Length: > 0 } text)
        {
            return null;
        }

        return !Uri.TryCreate(text, UriKind.Absolute, out var authority)
            || !(authority.Scheme is "https" || (authority.Scheme is "http" && (authority.IsLoopback || isDevelopment)))
                ? throw new InvalidSettingException("Auth:Authority", "is an https address; http only on this machine, or in Development")
            : configuration["Auth:Audience"] is not { Length: > 0 } audience
                ? throw new InvalidSettingException("Auth:Audience", "says whom the tokens of Auth:Authority are for")
            : new OpenId(authority, audience);
    }

    /// <summary>Takes the provider's tokens: what they look like tells them from ours.</summary>
    public void AddTo(AuthenticationBuilder authentication)
    {
        authentication.Services.Configure<AuthenticationOptions>(options => options.DefaultScheme = ByShape);
        authentication.AddPolicyScheme(ByShape, displayName: null, options => options.ForwardDefaultSelector = http =>
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
                    if (Known(context.Principal!) is { } known)
                    {
                        context.Principal = known;
                    }
                    else
                    {
                        context.Fail("The token names nobody.");
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
                        // Nobody is signed out because their provider is out of reach.
                        throw new StoreUnavailableException("The OpenID provider does not answer.", e);
                    }
                },
            };
        });
    }

    /// <summary>Somebody from outside as everybody here is known: no issuer can name one of another's people, or of ours.</summary>
    private static ClaimsPrincipal? Known(ClaimsPrincipal outside)
    {
        if (outside.FindFirstValue("sub") is not { Length: > 0 } subject || outside.FindFirstValue("iss") is not { } issuer)
        {
            return null;
        }

        var id = "openid-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{subject}")).AsSpan(0, 16));
        var name = People.ReadName(outside.FindFirstValue("name")) ?? People.ReadName(outside.FindFirstValue("preferred_username")) ?? "Somebody";
        var email = outside.FindFirstValue("email_verified") is "true" ? outside.FindFirstValue("email") : null;
        return new ClaimsPrincipal(People.IdentityOf(id, name, email));
    }
}
