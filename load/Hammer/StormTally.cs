namespace SyncServer.Load.Hammer;

/// <summary>What came of one phase in which an owner saves a record, alone or while stale sessions insist on it.</summary>
/// <param name="Owner">The owner's saves.</param>
/// <param name="Stale">The stale saves; what is measured is their refusal.</param>
/// <param name="Reloads">The reads that followed refusals.</param>
internal sealed record StormTally(Tally Owner, Tally Stale, Tally Reloads);
