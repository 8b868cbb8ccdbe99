namespace SyncServer.Load.Scenarios;

/// <summary>How a server decides who may write over what.</summary>
internal enum Rule
{
    /// <summary>SyncServer: ETag equality is skipped while the session is the last writer.</summary>
    Session,

    /// <summary>The textbook server: the ETag must name the newest version.</summary>
    Strict,

    /// <summary>The textbook server without a check: whoever comes last wins.</summary>
    LastWrite,
}
