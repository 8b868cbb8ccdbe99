using SyncServer.Load.Running;

namespace SyncServer.Load.Scenarios;

/// <summary>Each user types in a separate document, with several saves in flight.</summary>
internal sealed class Typing : IScenario
{
    public string Name => "typing";

    public string Description => "each user types in a separate document, with several saves in flight";

    public Task<IUser> JoinAsync(Stage stage, int number) => WriterUser.JoinAsync(stage, number, "typing", stage.Shape.DocumentBytes, stage.Shape.InFlight);
}
