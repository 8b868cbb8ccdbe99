namespace SyncServer.Client.Tests.Support;

/// <summary>A token source whose token has expired at times, which only the server knows.</summary>
internal sealed class ExpiringTokens(string token, Random random) : ITokenSource
{
    private readonly Lock _gate = new();

    public ValueTask<string> GetAsync(string? refused, CancellationToken cancellation)
    {
        lock (_gate)
        {
            return new(refused is null && random.Next(10) == 0 ? ModelServer.Expired : token);
        }
    }
}
