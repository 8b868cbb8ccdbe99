using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SyncServer.Client.Http;

namespace SyncServer.Client;

/// <summary>Signs in to a server with its own accounts (docs/protocol.md, section 11).</summary>
public static class SyncSignIn
{
    /// <summary>Signs in as a guest, if the server accepts guests (<c>Auth:Guests</c>).</summary>
    /// <param name="http">The client for all requests. Its <see cref="HttpClient.BaseAddress"/> is the server's address, with the path prefix if it has one.</param>
    /// <param name="name">The name to show, of 1 to 80 characters.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <returns>The token source, which refreshes the token. Dispose it after the client.</returns>
    /// <exception cref="SyncProblemException">The server accepts no guests (404), or the name is not allowed.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached, or is busy.</exception>
    public static Task<RefreshingTokenSource> GuestAsync(HttpClient http, string name, CancellationToken cancellation = default) =>
        SignInAsync(http, "guest", new GuestRequest(name), ProtocolJson.Default.GuestRequest, cancellation);

    /// <summary>Signs in with an account.</summary>
    /// <param name="http">The client for all requests. Its <see cref="HttpClient.BaseAddress"/> is the server's address, with the path prefix if it has one.</param>
    /// <param name="email">The account's e-mail address.</param>
    /// <param name="password">The account's password.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <returns>The token source, which refreshes the token. Dispose it after the client.</returns>
    /// <exception cref="SyncProblemException">The address or the password is wrong (401).</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached, or is busy.</exception>
    public static Task<RefreshingTokenSource> LoginAsync(HttpClient http, string email, string password, CancellationToken cancellation = default) =>
        SignInAsync(http, "login", new LoginRequest(email, password), ProtocolJson.Default.LoginRequest, cancellation);

    private static async Task<RefreshingTokenSource> SignInAsync<T>(HttpClient http, string route, T body, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var (token, refresh) = await PostAsync(http, time, route, body, type, cancellation).ConfigureAwait(false);
        var first = true;
        return new RefreshingTokenSource(
            async cancelled =>
            {
                if (!first)
                {
                    (token, refresh) = await PostAsync(http, time, "refresh", new RefreshRequest(refresh), ProtocolJson.Default.RefreshRequest, cancelled).ConfigureAwait(false);
                }

                first = false;
                return token;
            },
            time);
    }

    private static async Task<(AccessToken Token, string Refresh)> PostAsync<T>(
        HttpClient http, TimeProvider time, string route, T body, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using var content = JsonContent.Create(body, type);
        using var response = await http.PostAsync(ServerUri.Resolve(http, new Uri($"v1/auth/{route}", UriKind.Relative)), content, cancellation).ConfigureAwait(false);
        var read = await ServerResponse.ReadAsync(response, time.GetUtcNow(), cancellation).ConfigureAwait(false);
        if (read.IsTransient)
        {
            throw new HttpRequestException("The server is busy.", inner: null, response.StatusCode);
        }

        var tokens = read.EnsureSuccess().Json();
        var token = new AccessToken(tokens.GetProperty("accessToken").GetString()!, time.GetUtcNow().AddSeconds(tokens.GetProperty("expiresIn").GetInt64()));
        return (token, tokens.GetProperty("refreshToken").GetString()!);
    }
}
