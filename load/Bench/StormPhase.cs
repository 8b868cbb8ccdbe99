using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>One measured stretch of a storm, or of the quiet before it.</summary>
/// <param name="Tally">What the sessions saw.</param>
/// <param name="Statements">What the database was asked meanwhile.</param>
/// <param name="Nodes">What the servers used meanwhile.</param>
/// <param name="Database">What the database's processes used meanwhile.</param>
internal sealed record StormPhase(StormTally Tally, long Statements, ProcessFigures Nodes, ProcessFigures Database)
{
    public int Accepted => Tally.Owner.Answers - Tally.Owner.Others;

    public double AcceptedPerSecond => Accepted / Tally.Owner.Seconds;

    public int Refused => Tally.Stale.Answers - Tally.Stale.Others;
}
