using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SyncServer.Client;

/// <summary>Options of all documents of one <see cref="SyncClient"/>.</summary>
public sealed record SyncClientOptions
{
    /// <summary>
    /// Where drafts are stored, so that a crash loses no change and documents open without a network, such as a <see cref="FileDraftStore"/>. Default null: drafts are in memory
    /// only. The store is not disposed.
    /// </summary>
    public IDraftStore? Drafts { get; init; }

    /// <summary>How long drafts are kept after they were written. Default 30 days, for which the server recognises a save. <see cref="TimeSpan.MaxValue"/> keeps them.</summary>
    public TimeSpan DraftLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Whose drafts they are, as several users may have drafts in one store. Default null: the subject of the first token, which is empty if the token is no JSON Web Token. Set it
    /// where documents open without a network before there is a token.
    /// </summary>
    public string? User { get; init; }

    /// <summary>The log, such as one of <see cref="ILoggerFactory"/>. Default: none.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The clock and the timers. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
