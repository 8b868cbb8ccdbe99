namespace SyncServer.Client.Tests.Support;

/// <summary>A token source of a test.</summary>
internal sealed class Tokens(Func<string> token) : ITokenSource
{
    public ValueTask<string> GetAsync(string? refused, CancellationToken cancellation) => new(token());
}
