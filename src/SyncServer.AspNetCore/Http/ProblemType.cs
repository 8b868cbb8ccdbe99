using System.Collections.Frozen;

namespace SyncServer.Http;

/// <summary>A problem type: a row of the table in docs/protocol.md, section 5.</summary>
/// <param name="Name">The last segment of the type URI, and of the page that explains it.</param>
/// <param name="Status">The default HTTP status.</param>
/// <param name="Meaning">What happened.</param>
/// <param name="Remedy">What a client does.</param>
internal sealed record ProblemType(string Name, int Status, string Meaning, string Remedy)
{
    public static readonly ProblemType InvalidName = new(
        "invalid-name", 400, "The name of a document, collection or version in the request is not valid.",
        "Fix the client.");

    public static readonly ProblemType InvalidHeader = new(
        "invalid-header", 400, "A request header is malformed, or two headers exclude each other.",
        "Fix the client.");

    public static readonly ProblemType InvalidQuery = new(
        "invalid-query", 400, "A query parameter is malformed.",
        "Fix the client.");

    public static readonly ProblemType InvalidBody = new(
        "invalid-body", 400, "The request body is malformed. With status 408, it arrived too slowly.",
        "Fix the client. After a 408, retry the same request.");

    public static readonly ProblemType NotSignedIn = new(
        "not-signed-in", 401, "The request has no token, or its token has expired or is not valid.",
        "Refresh the token, then retry the same request.");

    public static readonly ProblemType NotAllowed = new(
        "not-allowed", 403, "The user's role does not allow the request.",
        "Keep the draft and inform the user.");

    public static readonly ProblemType ForceNotAllowed = new(
        "force-not-allowed", 403, "The policy of the collection does not allow forced saves.",
        "Settle the conflict instead.");

    public static readonly ProblemType NotFound = new(
        "not-found", 404, "The document, version, collection or route does not exist, or the document is private and the user has no role for it.",
        "Stop sending, and keep the draft.");

    public static readonly ProblemType MethodNotAllowed = new(
        "method-not-allowed", 405, "The route does not support this method; the Allow header lists the supported ones.",
        "Fix the client.");

    public static readonly ProblemType SequenceOutOfOrder = new(
        "sequence-out-of-order", 409, "A later save of the session was accepted before, and this one was not applied.",
        "Send the whole content as a PUT with a new Save-Sequence.");

    public static readonly ProblemType SequenceTooOld = new(
        "sequence-too-old", 409, "The PATCH is older than every save in the session record, or the version of a repeated save was erased. It may or may not have been applied.",
        "Read the document, and send what is missing with a new Save-Sequence.");

    public static readonly ProblemType SequenceGap = new(
        "sequence-gap", 409, "The save whose sequence is in expected has not arrived, or was refused.",
        "Send that save first, or the whole content as a PUT.");

    public static readonly ProblemType Gone = new(
        "gone", 410, "The document is deleted, or the cursor is unknown or lost.",
        "Show that the document is deleted, or create it again with the tombstone's ETag. For a cursor, read the documents again.");

    public static readonly ProblemType EditConflict = new(
        "edit-conflict", 412, "The save is based on a version that is no longer the newest.",
        "Settle the conflict between current and the client's content; do not retry the request.");

    public static readonly ProblemType AlreadyExists = new(
        "already-exists", 412, "The save was to create a document that already exists.",
        "Settle the conflict between current and the client's content; do not retry the request.");

    public static readonly ProblemType TooLarge = new(
        "too-large", 413, "The content is larger than the collection or the route allows.",
        "Keep the draft and inform the user.");

    public static readonly ProblemType QuotaExceeded = new(
        "quota-exceeded", 413, "The save makes the document larger, and the user who created it, or its collection, has no room left.",
        "Keep the draft and inform the user. A save that makes a document smaller, or deletes it, is accepted.");

    public static readonly ProblemType UnsupportedType = new(
        "unsupported-type", 415, "The media type or encoding is not supported, or the document of a PATCH is not JSON.",
        "Use another type, or PUT.");

    public static readonly ProblemType SequenceReused = new(
        "sequence-reused", 422, "Another request with this Save-Sequence was accepted before: two instances share a session.",
        "Take a new Session-Id, read the document, and settle the difference.");

    public static readonly ProblemType Locked = new(
        "locked", 423, "Another session holds a lock on what the request touches; holder, scope and expiresAt describe it.",
        "Wait for the unlocked event or for expiresAt, or take the lock over.");

    public static readonly ProblemType LockRequired = new(
        "lock-required", 423, "The collection accepts a save only if its session holds a lock on what the save touches.",
        "Acquire a lock, then retry the same request.");

    public static readonly ProblemType PreconditionRequired = new(
        "precondition-required", 428, "The save has neither If-Match nor If-None-Match.",
        "Fix the client.");

    public static readonly ProblemType TooManyRequests = new(
        "too-many-requests", 429, "The user or the address exceeds a rate limit, or the document has too many locks.",
        "Retry the same request after Retry-After.");

    public static readonly ProblemType Unavailable = new(
        "unavailable", 503, "The server is overloaded or stopping, or its database is unavailable; a save may have been written. With status 500, an internal error occurred, which is logged under the traceId.",
        "After a 503, retry the same request after Retry-After; a numbered save that was written is replayed. After a 500, keep the draft and inform the user.");

    /// <summary>All problem types by name.</summary>
    public static FrozenDictionary<string, ProblemType> All { get; } = new[]
    {
        InvalidName, InvalidHeader, InvalidQuery, InvalidBody, NotSignedIn, NotAllowed, ForceNotAllowed, NotFound,
        MethodNotAllowed, SequenceOutOfOrder, SequenceTooOld, SequenceGap, Gone, EditConflict, AlreadyExists, TooLarge,
        UnsupportedType, SequenceReused, Locked, LockRequired, PreconditionRequired, TooManyRequests, Unavailable, QuotaExceeded,
    }.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);
}
