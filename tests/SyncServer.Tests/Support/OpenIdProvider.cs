using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SyncServer.Tests.Support;

/// <summary>A minimal OpenID provider on loopback: a discovery document, a key, and tokens.</summary>
public sealed class OpenIdProvider : IAsyncDisposable
{
    /// <summary>The audience of its tokens.</summary>
    public const string Audience = "syncserver";

    private readonly RSA _key = RSA.Create(2048);
    private WebApplication _app = null!;

    /// <summary>Its address.</summary>
    public string Authority { get; private set; } = "";

    /// <summary>Its published key.</summary>
    public string PublicKey => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>Starts a provider.</summary>
    public static async Task<OpenIdProvider> StartAsync()
    {
        var provider = new OpenIdProvider();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = provider._app = builder.Build();
        app.Run(http => http.Request.Path.Value switch
        {
            "/.well-known/openid-configuration" => http.Response.WriteAsJsonAsync(new { issuer = provider.Authority, jwks_uri = provider.Authority + "/keys" }),
            "/keys" => http.Response.WriteAsJsonAsync(new { keys = new[] { provider.Key() } }),
            _ => Task.CompletedTask,
        });
        await app.StartAsync();
        provider.Authority = app.Urls.Single();
        return provider;
    }

    /// <summary>The claims of a valid token; tests change them.</summary>
    public Dictionary<string, object> Claims(string subject) => new()
    {
        ["iss"] = Authority, ["aud"] = Audience, ["sub"] = subject, ["name"] = "Olivia Outside", ["exp"] = TimeProvider.System.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds(),
    };

    /// <summary>A token.</summary>
    public string Token(Dictionary<string, object> claims) => Token("""{"alg":"RS256","kid":"one","typ":"JWT"}""", claims, Sign);

    /// <summary>A token with any header and signature.</summary>
    public static string Token(string header, Dictionary<string, object> claims, Func<byte[], byte[]> sign)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private byte[] Sign(byte[] bytes) => _key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private object Key()
    {
        var parameters = _key.ExportParameters(includePrivateParameters: false);
        return new { kty = "RSA", use = "sig", alg = "RS256", kid = "one", n = Base64Url.EncodeToString(parameters.Modulus), e = Base64Url.EncodeToString(parameters.Exponent) };
    }
}
