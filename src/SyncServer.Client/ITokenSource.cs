namespace SyncServer.Client;

/// <summary>Where the bearer tokens come from.</summary>
public interface ITokenSource
{
    /// <summary>A token for one request. It is asked for before each, so that one about to expire can be refreshed.</summary>
    /// <param name="refused">A token that the server has just refused; null where none was. It should not be given again.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="HttpRequestException">The network failed: asked again later. Any other exception refuses the save.</exception>
    ValueTask<string> GetAsync(string? refused, CancellationToken cancellation);
}
