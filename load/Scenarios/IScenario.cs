namespace SyncServer.Load.Scenarios;

/// <summary>Measures a step of a user; implemented by the host of the scenarios.</summary>
/// <param name="name">The name of the step.</param>
/// <param name="work">The step; returns whether it succeeded.</param>
internal delegate Task<bool> Measure(string name, Func<Task<bool>> work);

/// <summary>A kind of traffic, run by a host.</summary>
internal interface IScenario
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>The description, in one line.</summary>
    string Description { get; }

    /// <summary>Creates a user.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="number">The number of the user, from 0.</param>
    Task<IUser> JoinAsync(Stage stage, int number);

    /// <summary>The violations that are specific to the scenario.</summary>
    IEnumerable<string> Check(Stage stage) => [];
}

/// <summary>A simulated user.</summary>
internal interface IUser
{
    /// <summary>Works for about a second.</summary>
    Task ActAsync(Measure measure);

    /// <summary>Completes what is still in flight.</summary>
    Task LeaveAsync() => Task.CompletedTask;
}
