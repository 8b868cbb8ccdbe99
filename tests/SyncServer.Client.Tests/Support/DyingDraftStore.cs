namespace SyncServer.Client.Tests.Support;

/// <summary>A draft store whose calls fail at times, and never respond at other times.</summary>
internal sealed class DyingDraftStore(IDraftStore inner, Random random) : IDraftStore
{
    private readonly Lock _gate = new();

    public async ValueTask<Draft?> ReadAsync(DraftKey key, CancellationToken cancellation)
    {
        await FailAsync(cancellation);
        return await inner.ReadAsync(key, cancellation);
    }

    public IAsyncEnumerable<Draft> ReadUnsavedAsync(string user, CancellationToken cancellation) => inner.ReadUnsavedAsync(user, cancellation);

    public async ValueTask WriteAsync(Draft draft, CancellationToken cancellation)
    {
        await FailAsync(cancellation);
        await inner.WriteAsync(draft, cancellation);
    }

    public async ValueTask DeleteAsync(DraftKey key, CancellationToken cancellation)
    {
        await FailAsync(cancellation);
        await inner.DeleteAsync(key, cancellation);
    }

    public ValueTask ClearAsync(string user, CancellationToken cancellation) => inner.ClearAsync(user, cancellation);

    public ValueTask DeleteExpiredAsync(DateTimeOffset writtenBefore, CancellationToken cancellation) => inner.DeleteExpiredAsync(writtenBefore, cancellation);

    private async Task FailAsync(CancellationToken cancellation)
    {
        var chance = 0;
        lock (_gate)
        {
            chance = random.Next(20);
        }

        if (chance == 0)
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        else if (chance < 4)
        {
            throw new IOException("The store has died.");
        }
    }
}
