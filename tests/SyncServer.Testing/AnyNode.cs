namespace SyncServer.Testing;

/// <summary>Sends each request to a random one of several servers.</summary>
/// <param name="inner">The inner handler.</param>
/// <param name="nodes">The addresses of the servers.</param>
public sealed class AnyNode(HttpMessageHandler inner, Uri[] nodes) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new Uri(Random.Shared.GetItems(nodes, 1)[0], request.RequestUri!.PathAndQuery);
        return base.SendAsync(request, cancellationToken);
    }
}
