namespace SyncServer.Testing.Faults;

/// <summary>Simulates the requests of a program that is killed: from then on it sends and receives nothing.</summary>
public sealed class KillableHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly TaskCompletionSource<HttpResponseMessage> _never = new();
    private volatile bool _isKilled;

    public void Kill() => _isKilled = true;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!_isKilled)
        {
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                if (!_isKilled)
                {
                    return response;
                }
            }
            catch (Exception) when (_isKilled)
            {
                // The program no longer exists.
            }
        }

        return await _never.Task;
    }
}
