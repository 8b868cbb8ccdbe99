using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace SyncServer.Load.Clients;

/// <summary>The access token of a user, which is renewed before it expires.</summary>
internal sealed class Credentials
{
    private readonly Func<JsonObject?, Task<JsonObject>>? _signIn;
    private JsonObject? _answer;

    private Credentials(Func<JsonObject?, Task<JsonObject>>? signIn, string token) => (_signIn, Header) = (signIn, new AuthenticationHeaderValue("Bearer", token));

    /// <summary>The Authorization header.</summary>
    public AuthenticationHeaderValue Header { get; private set; }

    /// <summary>A token that is given, and is not renewed.</summary>
    public static Credentials OfToken(string token) => new(null, token);

    /// <summary>Signs a guest in (docs/protocol.md, section 11).</summary>
    /// <exception cref="SetUpException">The server refused it.</exception>
    public static async Task<Credentials> OfGuestAsync(HttpClient http, string name)
    {
        var credentials = new Credentials(
            before => before?["refreshToken"] is { } refresh
                ? PostAsync(http, "v1/auth/refresh", JsonContent.Create(new { refreshToken = refresh.GetValue<string>() }))
                : PostAsync(http, "v1/auth/guest", JsonContent.Create(new { name })),
            "");
        await credentials.RenewAsync();
        return credentials;
    }

    /// <summary>Gets a token of a program from an OpenID provider (client credentials grant).</summary>
    /// <exception cref="SetUpException">The provider refused it.</exception>
    public static async Task<Credentials> OfClientAsync(HttpClient http, Uri tokenUrl, string clientId, string secret)
    {
        var credentials = new Credentials(
            _ => PostAsync(http, tokenUrl.ToString(), new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", clientId), new("client_secret", secret)])),
            "");
        await credentials.RenewAsync();
        return credentials;
    }

    /// <summary>Renews the token.</summary>
    /// <exception cref="SetUpException">The server refused it.</exception>
    public async Task RenewAsync()
    {
        if (_signIn is null)
        {
            return;
        }

        _answer = await _signIn(_answer);
        Header = new AuthenticationHeaderValue("Bearer", (_answer["accessToken"] ?? _answer["access_token"])?.ToString() ?? throw new SetUpException("The sign-in returned no access token."));
    }

    private static async Task<JsonObject> PostAsync(HttpClient http, string path, HttpContent content)
    {
        try
        {
            using (content)
            using (var response = await http.PostAsync(new Uri(path, UriKind.RelativeOrAbsolute), content))
            {
                return response.IsSuccessStatusCode
                    ? await response.Content.ReadFromJsonAsync<JsonObject>() ?? []
                    : throw new SetUpException($"The sign-in at {path} was answered with {(int)response.StatusCode}. Without --token the server must allow guests (Auth:Guests).");
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or System.Text.Json.JsonException)
        {
            throw new SetUpException($"The sign-in at {path} failed: {failure.Message}", failure);
        }
    }
}
