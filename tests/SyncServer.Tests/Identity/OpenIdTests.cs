using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace SyncServer.Tests.Identity;

/// <summary>Tokens of an external OpenID provider (docs/protocol.md, section 11).</summary>
public sealed class OpenIdTests : IAsyncLifetime
{
    private OpenIdProvider _provider = null!;
    private SyncApp _app = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _provider = await OpenIdProvider.StartAsync();
        _app = new SyncApp { Settings = { ["Auth:Authority"] = _provider.Authority, ["Auth:Audience"] = OpenIdProvider.Audience } };
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task An_external_user_is_one_user_and_distinct_from_local_ones()
    {
        var guest = await _app.SignInAsync("Gus");
        var olivia = From(_provider.Token(_provider.Claims("42")));
        var again = From(_provider.Token(_provider.Claims("42")));
        // A subject cannot be the id of a local user.
        var impostor = From(_provider.Token(_provider.Claims(await guest.IdAsync())));

        var ids = new[] { await guest.IdAsync(), await olivia.IdAsync(), await impostor.IdAsync() };
        Assert.Equal(3, ids.Distinct().Count());
        Assert.Equal(ids[1], await again.IdAsync());
        Assert.Matches("^openid-[0-9a-f]{32}$", ids[1]);

        var diary = SyncApp.NewDocument("diaries");
        (await olivia.Create(diary, "1")).Saved("created", 1);
        Assert.Equal("Olivia Outside", (await again.Get(diary + "/info")).Json.GetProperty("createdBy").GetProperty("name").GetString());
        (await guest.Get(diary)).Refused("not-found");
        (await olivia.GrantAsync(diary, guest, "viewer")).Is(HttpStatusCode.NoContent);
        (await guest.Get(diary)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_with_a_wrong_issuer_audience_or_time_is_refused()
    {
        Dictionary<string, object> With(string claim, object? value)
        {
            var claims = _provider.Claims("42");
            claims[claim] = value!;
            if (value is null)
            {
                claims.Remove(claim);
            }

            return claims;
        }

        await using var other = await OpenIdProvider.StartAsync();
        using var key = RSA.Create(2048);
        string[] tokens =
        [
            _provider.Token(With("aud", "somebody-else")), _provider.Token(With("aud", null)), _provider.Token(With("iss", other.Authority)), _provider.Token(With("iss", null)),
            _provider.Token(With("exp", TimeProvider.System.GetUtcNow().AddMinutes(-2).ToUnixTimeSeconds())), _provider.Token(With("exp", null)),
            _provider.Token(With("nbf", TimeProvider.System.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds())), _provider.Token(With("sub", null)), _provider.Token(With("sub", "")),
            other.Token(other.Claims("42")),
            OpenIdProvider.Token("""{"alg":"RS256","kid":"one"}""", _provider.Claims("42"), bytes => key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            OpenIdProvider.Token("""{"alg":"none"}""", _provider.Claims("42"), _ => []),
            // The provider's public key used as a shared secret.
            OpenIdProvider.Token("""{"alg":"HS256","kid":"one"}""", _provider.Claims("42"), bytes => HMACSHA256.HashData(Encoding.UTF8.GetBytes(_provider.PublicKey), bytes)),
            "a.b.c", "..", "eyJ.eyJ.x",
        ];
        foreach (var token in tokens)
        {
            (await From(token).Get("/v1/auth/me")).Refused("not-signed-in");
        }
    }

    [Fact]
    public async Task An_unavailable_provider_is_503_and_not_401()
    {
        var token = _provider.Token(_provider.Claims("42"));
        var ours = await _app.SignInAsync();
        await _provider.DisposeAsync();
        var answer = (await From(token).Get("/v1/auth/me")).Refused("unavailable");
        Assert.NotNull(answer["Retry-After"]);
        (await ours.Get("/v1/auth/me")).Is(HttpStatusCode.OK);
        _provider = await OpenIdProvider.StartAsync();
    }

    private Caller From(string token) => _app.Anyone() with { Token = token };
}
