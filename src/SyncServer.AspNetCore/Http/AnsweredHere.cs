namespace SyncServer.Http;

/// <summary>Marks the routes whose refusals are problems of ours, whatever the application's authentication does with a challenge.</summary>
internal sealed class AnsweredHere
{
    /// <summary>The only one.</summary>
    public static AnsweredHere Instance { get; } = new();
}
