using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>One measured phase: a storm, or the quiet before it.</summary>
/// <param name="Tally">The results of the sessions.</param>
/// <param name="Statements">The number of database statements.</param>
/// <param name="Nodes">The resources that the servers used.</param>
/// <param name="Database">The resources that the database processes used.</param>
internal sealed record StormPhase(StormTally Tally, long Statements, ProcessFigures Nodes, ProcessFigures Database)
{
    public int Accepted => Tally.Owner.Answers - Tally.Owner.Others;

    public double AcceptedPerSecond => Accepted / Tally.Owner.Seconds;

    public int Refused => Tally.Stale.Answers - Tally.Stale.Others;
}
