using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SyncServer.Client;

/// <summary>Options of all documents of one <see cref="SyncClient"/>.</summary>
public sealed record SyncClientOptions
{
    /// <summary>
    /// Where drafts are stored, so that a crash loses no change, such as a <see cref="FileDraftStore"/>. Default null: drafts are in memory only. The store is not disposed.
    /// </summary>
    public IDraftStore? Drafts { get; init; }

    /// <summary>The log, such as one of <see cref="ILoggerFactory"/>. Default: none.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The clock and the timers. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
