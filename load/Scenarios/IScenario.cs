using SyncServer.Load.Clients;
using SyncServer.Load.Running;

namespace SyncServer.Load.Scenarios;

/// <summary>A kind of traffic. It knows nothing of what runs it: the runner here, or NBomber.</summary>
internal interface IScenario
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>The description, in one line.</summary>
    string Description { get; }

    /// <summary>The delays and losses of the network; null for none.</summary>
    NetworkFaults? Network => null;

    /// <summary>Creates a user.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="number">The number of the user, from 0.</param>
    Task<IUser> JoinAsync(Stage stage, int number);

    /// <summary>Checks at the end what is specific to the scenario, and reports it as violations.</summary>
    Task CheckAsync(Stage stage) => Task.CompletedTask;
}

/// <summary>A simulated user.</summary>
internal interface IUser
{
    /// <summary>How many requests may be in flight.</summary>
    int InFlight => 1;

    /// <summary>Prepares the next request. This is not measured.</summary>
    Request Next();

    /// <summary>Completes what is unanswered.</summary>
    Task LeaveAsync() => Task.CompletedTask;
}

/// <summary>One request, which is all that is measured.</summary>
/// <param name="Name">The kind, such as <c>save</c> or <c>read</c>.</param>
/// <param name="Think">The time before it, in a closed model.</param>
/// <param name="SendAsync">Sends it.</param>
internal sealed record Request(string Name, TimeSpan Think, Func<Task<Outcome>> SendAsync);
