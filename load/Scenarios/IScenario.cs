namespace SyncServer.Load.Scenarios;

/// <summary>Measures a part of what a user does; a host of the scenarios says how.</summary>
/// <param name="name">What it is called.</param>
/// <param name="work">Tells whether it went as it should.</param>
internal delegate Task<bool> Measure(string name, Func<Task<bool>> work);

/// <summary>A kind of traffic: plain code that a host drives.</summary>
internal interface IScenario
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>What it is, in one line.</summary>
    string Description { get; }

    /// <summary>Makes a user.</summary>
    /// <param name="stage">Where it plays.</param>
    /// <param name="number">Which user, from 0.</param>
    Task<IUser> JoinAsync(Stage stage, int number);

    /// <summary>What must not have happened, beyond what holds for every scenario.</summary>
    IEnumerable<string> Check(Stage stage) => [];
}

/// <summary>Somebody at work.</summary>
internal interface IUser
{
    /// <summary>Works for a second or so.</summary>
    Task ActAsync(Measure measure);

    /// <summary>Ends what is still under way.</summary>
    Task LeaveAsync() => Task.CompletedTask;
}
