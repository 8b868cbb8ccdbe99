using System.Text.Json;

namespace SyncServer.Client.Saving;

/// <summary>The answer to a save.</summary>
internal abstract record SaveAnswer
{
    private SaveAnswer()
    {
    }

    /// <summary>A 2xx, other than <see cref="Superseded"/>.</summary>
    /// <param name="Version">The version that it names.</param>
    /// <param name="Other">The content of that version where it is not what was sent; else null.</param>
    public sealed record Accepted(Known Version, SyncContent? Other) : SaveAnswer;

    /// <summary>A later full save of the session was accepted before; this one is not written.</summary>
    /// <param name="Version">The later save's version.</param>
    /// <param name="Content">Its content; null for a tombstone.</param>
    public sealed record Superseded(Known Version, SyncContent? Content) : SaveAnswer;

    /// <summary>A 412: another version stands in the way (protocol 5).</summary>
    /// <param name="Save">The refused save.</param>
    /// <param name="Current">The head; <see cref="Known.None"/> where the document does not exist.</param>
    /// <param name="Content">The head's content, where the client holds it.</param>
    /// <param name="Problem">The whole answer.</param>
    public sealed record Conflict(Save Save, Known Current, SyncContent? Content, JsonElement Problem) : SaveAnswer
    {
        /// <summary>The conflict's id on the server.</summary>
        public string? Id { get; } = Problem.TryGetProperty("conflictId", out var id) ? id.GetString() : null;

        /// <summary>Whether every version after the base was written by the sender.</summary>
        public bool Self { get; } = Problem.TryGetProperty("self", out var self) && self.ValueKind is JsonValueKind.True;

        /// <summary>Whether the client holds the head's content; else it has to be read before the head's ETag is named.</summary>
        public bool IsRead => Content is not null || Current.IsDeleted || Current.Version == 0;
    }

    /// <summary>A 409 <c>sequence-out-of-order</c> or <c>sequence-gap</c>: it was not applied, and its number is of no use any more.</summary>
    public sealed record OutOfOrder(Exception Error) : SaveAnswer;

    /// <summary>A 409 <c>sequence-too-old</c> or 422 <c>sequence-reused</c>: the document has to be read before anything else is sent.</summary>
    /// <param name="Error">The refusal.</param>
    /// <param name="IsReused">Whether another instance uses the session.</param>
    public sealed record Doubtful(Exception Error, bool IsReused) : SaveAnswer;

    /// <summary>Refused for good, for another reason.</summary>
    public sealed record Refused(Exception Error) : SaveAnswer;

    /// <summary>
    /// No final answer: the server did not get so far as to look whether it was accepted before (signed out, not allowed, a fault), or it could not be
    /// sent. It stays in flight, and goes again, verbatim, when the user does.
    /// </summary>
    public sealed record Undecided(Exception Error) : SaveAnswer;
}
