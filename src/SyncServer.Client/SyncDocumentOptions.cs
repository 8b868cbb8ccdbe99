namespace SyncServer.Client;

/// <summary>How a document is saved.</summary>
public sealed record SyncDocumentOptions
{
    /// <summary>How long typing pauses before a save is sent.</summary>
    public TimeSpan Debounce { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>After how long a save is sent although typing goes on.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>How many saves may be in flight at once: 1 to 32, as the server remembers 32. The default is 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside of that range.</exception>
    public int MaxInFlight
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 32);
            field = value;
        }
    } = 4;

    /// <summary>Whether the server merges a stale save instead of refusing it; null leaves it to the collection's policy.</summary>
    public bool? Merge { get; init; }

    /// <summary>Whether other people's changes are followed while the document is open. It costs one connection.</summary>
    public bool Live { get; init; }

    /// <summary>How long closing waits for what was typed to be saved. With a draft store nothing is lost after it.</summary>
    public TimeSpan CloseWait { get; init; } = TimeSpan.FromSeconds(10);
}
