using System.Text.Json;

namespace SyncServer.Client.Saving;

/// <summary>The response to a save, by what the client does with it. The JavaScript client has the same kinds (docs/clients.md, "Responses to a save").</summary>
internal abstract record SaveResponse
{
    private SaveResponse()
    {
    }

    /// <summary>A 2xx, other than <see cref="Superseded"/>.</summary>
    /// <param name="Version">The version that it names.</param>
    /// <param name="OtherContent">The content of that version where it is not what was sent; else null.</param>
    public sealed record Accepted(DocumentVersion Version, SyncContent? OtherContent) : SaveResponse;

    /// <summary>A later full save of the session was accepted before; this one is not written.</summary>
    /// <param name="Version">The later save's version.</param>
    /// <param name="Content">Its content; null for a tombstone.</param>
    public sealed record Superseded(DocumentVersion Version, SyncContent? Content) : SaveResponse;

    /// <summary>A 412: the save met another version (docs/protocol.md, section 5).</summary>
    /// <param name="Save">The refused save.</param>
    /// <param name="Current">The newest version; <see cref="DocumentVersion.None"/> where the document does not exist.</param>
    /// <param name="Content">The content of the newest version, where the client holds it.</param>
    /// <param name="Problem">The whole problem document.</param>
    public sealed record Conflict(Save Save, DocumentVersion Current, SyncContent? Content, JsonElement Problem) : SaveResponse
    {
        /// <summary>The conflict's id on the server.</summary>
        public string? Id { get; } = Problem.TryGetProperty("conflictId", out var id) ? id.GetString() : null;

        /// <summary>Whether all versions after the base were written by the session itself.</summary>
        public bool Self { get; } = Problem.TryGetProperty("self", out var self) && self.ValueKind is JsonValueKind.True;

        /// <summary>Whether the client holds the content of the newest version. Else it has to be read before its ETag is named.</summary>
        public bool HasContent => Content is not null || Current.IsDeleted || Current.Number == 0;
    }

    /// <summary>A 409 <c>sequence-out-of-order</c> or <c>sequence-gap</c>: the save was not applied, and its content needs a new sequence.</summary>
    public sealed record OutOfOrder(Exception Error) : SaveResponse;

    /// <summary>
    /// A 409 <c>sequence-too-old</c> or 422 <c>sequence-reused</c>: the sequence does not say whether the save was applied, or belongs to another save. The document has
    /// to be read before the content is sent again.
    /// </summary>
    /// <param name="Error">The refusal.</param>
    /// <param name="IsReused">Whether another instance uses the session.</param>
    public sealed record SequenceUnknown(Exception Error, bool IsReused) : SaveResponse;

    /// <summary>Refused for good, for another reason.</summary>
    public sealed record Refused(Exception Error) : SaveResponse;

    /// <summary>
    /// Not a final response: the server did not look whether it had accepted an earlier copy of the save (401, 403, 404), or failed (500), or the save could not be sent
    /// without a token. The save stays in flight, and is retried verbatim by the next save or flush.
    /// </summary>
    public sealed record NotFinal(Exception Error) : SaveResponse;
}
