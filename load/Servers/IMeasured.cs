namespace SyncServer.Load.Servers;

/// <summary>A process, or several that belong together, whose resource use is measured.</summary>
internal interface IMeasured
{
    /// <summary>The resources that it has used since its start.</summary>
    ProcessFigures Figures { get; }
}
