namespace SyncServer.Load.Clients;

/// <summary>What a request came to.</summary>
internal enum OutcomeKind
{
    /// <summary>A success.</summary>
    Ok,

    /// <summary>A save was refused with 412, because another version is in the way.</summary>
    Conflict,

    /// <summary>Any other response, or none.</summary>
    Error,

    /// <summary>The response was lost on purpose, or by the simulated network.</summary>
    Lost,
}

/// <summary>The outcome of one request.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Code">The status and what it means, such as <c>204 session</c>, <c>412 edit-conflict</c> or <c>no response: connection refused</c>.</param>
/// <param name="Bytes">The size of the request's and the response's body.</param>
/// <param name="Ended">When the response was complete, as a timestamp of <see cref="System.Diagnostics.Stopwatch"/>.</param>
/// <param name="Timed">Whether its duration counts as a latency: a response, or a timeout, but not a refused connection.</param>
/// <param name="Accepted">The number of saves that were accepted.</param>
/// <param name="Conflicts">The number of saves that were refused as conflicts.</param>
internal readonly record struct Outcome(OutcomeKind Kind, string Code, long Bytes, long Ended, bool Timed, int Accepted = 0, int Conflicts = 0);
