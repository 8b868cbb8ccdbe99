using System.Text.Json;

namespace SyncServer.Client.Http;

/// <summary>Whose requests and drafts they are: the subject of the first token. A client never acts for another user, as its documents have the first one's changes.</summary>
/// <param name="tokens">The source of bearer tokens; null if the server needs none.</param>
/// <param name="user">The user that the application names; null for the token's subject.</param>
internal sealed class Identity(ITokenSource? tokens, string? user)
{
    private string? _subject;
    private string? _checked;

    /// <summary>The user; empty where the server needs no sign-in, or its tokens do not say.</summary>
    /// <exception cref="HttpRequestException">There is no token yet, and the network failed.</exception>
    public async ValueTask<string> GetUserAsync(CancellationToken cancellation)
    {
        if (user is null && _subject is null)
        {
            await GetTokenAsync(refused: null, cancellation).ConfigureAwait(false);
        }

        return user ?? _subject ?? "";
    }

    /// <summary>A token for one request; null if the server needs none.</summary>
    /// <exception cref="InvalidOperationException">It is another user's.</exception>
    public async ValueTask<string?> GetTokenAsync(string? refused, CancellationToken cancellation)
    {
        var token = tokens is null ? null : await tokens.GetAsync(refused, cancellation).ConfigureAwait(false);
        if (token is not null && !ReferenceEquals(token, _checked) && SubjectOf(token) is { } subject)
        {
            if (!string.Equals(Interlocked.CompareExchange(ref _subject, subject, null) ?? subject, subject, StringComparison.Ordinal))
            {
                throw new InvalidOperationException("The token is another user's: each user needs a client.");
            }

            _checked = token;
        }

        return token;
    }

    /// <summary>The subject of a JSON Web Token, which only the server verifies; null for any other token.</summary>
    private static string? SubjectOf(string token)
    {
        try
        {
            var payload = token.Split('.') is [_, var part, _] ? part.Replace('-', '+').Replace('_', '/') : "";
            var json = JsonElement.Parse(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')));
            return json.ValueKind is JsonValueKind.Object ? ProtocolJson.Text(json, "sub") : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
