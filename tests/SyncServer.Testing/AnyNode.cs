namespace SyncServer.Testing;

/// <summary>Sends each request to one of several servers, at random.</summary>
/// <param name="inner">The inner handler.</param>
/// <param name="nodes">Their addresses.</param>
public sealed class AnyNode(HttpMessageHandler inner, Uri[] nodes) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new Uri(Random.Shared.GetItems(nodes, 1)[0], request.RequestUri!.PathAndQuery);
        return base.SendAsync(request, cancellationToken);
    }
}
