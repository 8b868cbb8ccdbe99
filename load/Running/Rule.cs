namespace SyncServer.Load.Running;

/// <summary>The concurrency control of a server.</summary>
internal enum Rule
{
    /// <summary>SyncServer: the ETag check is skipped while the session is the last writer.</summary>
    Session,

    /// <summary>The textbook server: the ETag must name the newest version.</summary>
    Strict,

    /// <summary>The textbook server without a check: the last write wins.</summary>
    LastWrite,
}

/// <summary>Names of the rules.</summary>
internal static class Rules
{
    /// <summary>The name of a rule in tables.</summary>
    public static string NameOf(Rule rule) => rule switch
    {
        Rule.Session => "SyncServer",
        Rule.Strict => "strict ETag",
        _ => "last write wins",
    };
}
