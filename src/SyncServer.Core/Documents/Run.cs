namespace SyncServer.Core.Documents;

/// <summary>The unbroken chain of newest versions written by one session (protocol 1).</summary>
/// <param name="Base">The version that the run's first save was verified against: for a create the tombstone it replaced, else 0.</param>
/// <param name="Created">Whether the run began with a create.</param>
/// <param name="Sequence">The run's last accepted sequence, unchanged saves included; null where it has none.</param>
/// <param name="AcceptedAt">When its session was last accepted, unchanged saves included, UTC: where the window starts.</param>
public sealed record Run(long Base, bool Created, long? Sequence, DateTimeOffset AcceptedAt);
