namespace SyncServer.Testing.Faults;

/// <summary>The requests of a simulated process. After it is killed, it sends and receives nothing.</summary>
public sealed class Mortal(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly TaskCompletionSource<HttpResponseMessage> _never = new();
    private volatile bool _dead;

    public void Kill() => _dead = true;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!_dead)
        {
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                if (!_dead)
                {
                    return response;
                }
            }
            catch (Exception) when (_dead)
            {
                // The process was killed, so the result is discarded.
            }
        }

        return await _never.Task;
    }
}
