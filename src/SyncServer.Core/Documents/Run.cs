namespace SyncServer.Core.Documents;

/// <summary>The unbroken chain of newest versions written by one session (docs/protocol.md, section 1).</summary>
/// <param name="Base">The version that was the head before the run's first save; 0 if that save wrote the first version.</param>
/// <param name="Highest">The session's highest accepted sequence on this document, unchanged saves included; null if it has none on record.</param>
/// <param name="AcceptedAt">When the session's last save was accepted, unchanged saves included, UTC. The window begins here.</param>
public sealed record Run(long Base, long? Highest, DateTimeOffset AcceptedAt);
