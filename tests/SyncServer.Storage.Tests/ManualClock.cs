namespace SyncServer.Storage.Tests;

/// <summary>A clock that changes only when it is set.</summary>
public sealed class ManualClock : TimeProvider
{
    /// <summary>The current time.</summary>
    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Now;
}
