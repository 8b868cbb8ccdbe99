namespace SyncServer.Client;

/// <summary>What the documents of one client share.</summary>
public sealed record SyncClientOptions
{
    /// <summary>Where drafts are kept, so that a crash loses no typed text, such as a <see cref="FileDraftStore"/>. Without one they are in memory only.</summary>
    public IDraftStore? Drafts { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
