namespace SyncServer.Tests.Support;

/// <summary>A clock that moves only by <see cref="Advance"/>, forwards or backwards. Timers and timestamps are real.</summary>
public sealed class ManualClock : TimeProvider, IDisposable
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Whole seconds, so that the dates of HTTP headers are exact.
    private long _ticks = System.GetUtcNow().Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond;

    /// <summary>Moves the clock; a negative amount moves it back.</summary>
    public void Advance(TimeSpan amount) => Interlocked.Add(ref _ticks, amount.Ticks);

    /// <summary>Completes when the server has closed its store, which is disposed before the clock.</summary>
    public Task Released => _released.Task;

    /// <inheritdoc/>
    public void Dispose() => _released.TrySetResult();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
}
