namespace SyncServer.Client;

/// <summary>Options of one document.</summary>
public sealed record SyncDocumentOptions
{
    /// <summary>The pause in typing after which a save is sent. Default 300 ms.</summary>
    public TimeSpan Debounce { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>The time after which a save is sent while typing continues. Default 1,500 ms.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>How many saves may be in flight: 1 to 32, as the server remembers the last 32 of a session (docs/protocol.md, section 1). Default 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside of that range.</exception>
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

    /// <summary>
    /// Whether the server merges a stale save where nothing overlaps (true) or refuses it (false), whatever the collection's policy (docs/protocol.md, section 4.9). What it
    /// merged becomes the content, which <see cref="SyncDocument.RemoteChanged"/> reports. Default null: the policy decides.
    /// </summary>
    public bool? Merge { get; init; }

    /// <summary>
    /// Whether the document has an event stream while it is open: changes, locks and presence of others (docs/protocol.md, section 9). It costs one connection. Default false.
    /// </summary>
    public bool Live { get; init; }

    /// <summary>
    /// How long <see cref="SyncDocument.DisposeAsync"/> waits for the last saves. Default 10 seconds. After that, unsaved changes are left to the draft, and are lost without a
    /// draft store.
    /// </summary>
    public TimeSpan CloseWait { get; init; } = TimeSpan.FromSeconds(10);
}
