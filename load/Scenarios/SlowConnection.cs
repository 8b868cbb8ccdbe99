using SyncServer.Load.Running;

namespace SyncServer.Load.Scenarios;

/// <summary>Typing over a slow network: requests are delayed, overtake each other and get lost, and are sent again.</summary>
internal sealed class SlowConnection : IScenario
{
    public string Name => "slow-network";

    public string Description => "typing over a network that delays, reorders and loses; what got no response is sent again";

    public NetworkFaults? Network { get; } = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(200), Loss: 0.02);

    public Task<IUser> JoinAsync(Stage stage, int number) => WriterUser.JoinAsync(stage, number, "slow", stage.Shape.DocumentBytes, stage.Shape.InFlight);
}
