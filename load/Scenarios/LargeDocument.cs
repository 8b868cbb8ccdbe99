using SyncServer.Load.Running;

namespace SyncServer.Load.Scenarios;

/// <summary>Small edits in a large document, which is sent as a whole.</summary>
internal sealed class LargeDocument : IScenario
{
    public string Name => "large-document";

    public string Description => "each user makes small edits in a large document, which is sent as a whole";

    public Task<IUser> JoinAsync(Stage stage, int number) => WriterUser.JoinAsync(stage, number, "large", stage.Shape.LargeBytes, inFlight: 1);
}
