namespace SyncServer.Load.Hammer;

/// <summary>The results of one phase in which an owner saves a record, alone or during a storm of stale saves.</summary>
/// <param name="Owner">The owner's saves.</param>
/// <param name="Stale">The stale saves, which are expected to be refused.</param>
/// <param name="Reloads">The reads that followed refusals.</param>
internal sealed record StormTally(Tally Owner, Tally Stale, Tally Reloads);
