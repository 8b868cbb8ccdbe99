using SyncServer.Load.Reporting;
using SyncServer.Load.Scenarios;

namespace SyncServer.Load.Running;

/// <summary>Shows the progress of runs.</summary>
internal interface IDisplay
{
    /// <summary>A run starts.</summary>
    void Start(IScenario scenario, string server, LoadOptions options);

    /// <summary>A second has passed.</summary>
    /// <param name="number">Its number; less than 0 in the warm-up.</param>
    /// <param name="moment">What happened in it so far.</param>
    void Second(int number, Moment moment);

    /// <summary>Shows a line.</summary>
    void Note(string line);

    /// <summary>A run has ended.</summary>
    void End(RunResult result);
}
