namespace SyncServer.Client;

/// <summary>A source of bearer tokens (docs/protocol.md, section 11). Must be thread-safe.</summary>
public interface ITokenSource
{
    /// <summary>Gets a token for one request. It is called before each request, so that a token that is about to expire can be refreshed.</summary>
    /// <param name="refused">The token that the server has just refused with 401; null if none was. It should not be returned again.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <returns>The token, without <c>Bearer</c>.</returns>
    /// <exception cref="HttpRequestException">The network failed: the token is requested again later. After any other exception the state is <see cref="SyncState.Refused"/>.</exception>
    ValueTask<string> GetAsync(string? refused, CancellationToken cancellation);
}
