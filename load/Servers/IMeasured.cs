namespace SyncServer.Load.Servers;

/// <summary>A process, or several that work as one, whose use of the machine is known.</summary>
internal interface IMeasured
{
    /// <summary>What it has used since it began.</summary>
    ProcessFigures Figures { get; }
}
