namespace SyncServer.Http;

/// <summary>Marks the routes that answer a failed authorization with a problem, whatever the application's authentication scheme does on a challenge.</summary>
internal sealed class ProblemResponseMetadata
{
    /// <summary>The only instance.</summary>
    public static ProblemResponseMetadata Instance { get; } = new();
}
