namespace SyncServer.Client;

/// <summary>A source of bearer tokens (docs/protocol.md, section 11). Must be safe to use from several threads.</summary>
public interface ITokenSource
{
    /// <summary>Gets a token for one request. It is called before each request, so that a token that is about to expire can be refreshed.</summary>
    /// <param name="refused">The token that the server has just refused with 401; null if none was. It should not be returned again.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <returns>The token, without <c>Bearer</c>.</returns>
    /// <exception cref="HttpRequestException">The network failed: the token is asked for again later. Any other exception makes the save <see cref="SyncState.Refused"/>.</exception>
    ValueTask<string> GetAsync(string? refused, CancellationToken cancellation);
}
