using System.Text.Json;

namespace SyncServer.Client.Saving;

/// <summary>What became of a save.</summary>
internal abstract record SaveAnswer
{
    private SaveAnswer()
    {
    }

    /// <summary>It is on the server, or something that takes its place.</summary>
    /// <param name="Known">The version that the answer is about.</param>
    /// <param name="IsMine">Whether that version holds what was sent.</param>
    /// <param name="Stored">What it holds, where that is something else.</param>
    public sealed record Accepted(Known Known, bool IsMine, SyncContent? Stored) : SaveAnswer;

    /// <summary>Somebody else's version stands in the way (protocol 5).</summary>
    /// <param name="Current">What stands; its version is 0 where the server knows no such document.</param>
    /// <param name="Self">Whether every version after the base is the sender's own.</param>
    /// <param name="Problem">The whole answer.</param>
    public sealed record Conflict(Known Current, bool Self, JsonElement Problem) : SaveAnswer
    {
        /// <summary>The conflict's id on the server.</summary>
        public string? Id { get; } = Problem.TryGetProperty("conflictId", out var id) ? id.GetString() : null;
    }

    /// <summary>It was refused for another reason, or could not be sent at all.</summary>
    public sealed record Refused(Exception Error) : SaveAnswer;
}
