using System.Collections.Frozen;

namespace SyncServer.Http;

/// <summary>A line of the table in protocol 5: what every problem of one name has in common.</summary>
/// <param name="Name">The last segment of the problem's type, and of the page that explains it.</param>
/// <param name="Status">The HTTP status that it usually has.</param>
/// <param name="Meaning">What happened.</param>
/// <param name="Remedy">What a client does.</param>
internal sealed record ProblemType(string Name, int Status, string Meaning, string Remedy)
{
    public static readonly ProblemType InvalidName = new(
        "invalid-name", 400, "The request names a document, a collection or a version in a way that none is named.",
        "Fix the program that sent it.");

    public static readonly ProblemType InvalidHeader = new(
        "invalid-header", 400, "A header of the request is malformed, or two of them exclude each other.",
        "Fix the program that sent it.");

    public static readonly ProblemType InvalidQuery = new(
        "invalid-query", 400, "A query parameter of the request is malformed.",
        "Fix the program that sent it.");

    public static readonly ProblemType InvalidBody = new(
        "invalid-body", 400, "The body of the request is malformed. With status 408 it came too slowly.",
        "Fix the program that sent it. After a 408, send the same request again.");

    public static readonly ProblemType NotSignedIn = new(
        "not-signed-in", 401, "The request has no token, or one that is no longer good.",
        "Refresh the token, then send the same request again.");

    public static readonly ProblemType NotAllowed = new(
        "not-allowed", 403, "The caller's role does not suffice.",
        "Keep the draft and tell the user.");

    public static readonly ProblemType ForceNotAllowed = new(
        "force-not-allowed", 403, "The policy of the collection does not allow forced saves.",
        "Settle the conflict instead.");

    public static readonly ProblemType NotFound = new(
        "not-found", 404, "There is no such document, version, collection or route, or it is private to others.",
        "Stop, and keep the draft.");

    public static readonly ProblemType MethodNotAllowed = new(
        "method-not-allowed", 405, "The route does not take this method; the header Allow lists those that it takes.",
        "Fix the program that sent it.");

    public static readonly ProblemType SequenceOutOfOrder = new(
        "sequence-out-of-order", 409, "Later saves of the session were accepted, and this one was not.",
        "Send the whole content as a PUT with a new Save-Sequence.");

    public static readonly ProblemType SequenceTooOld = new(
        "sequence-too-old", 409, "The PATCH is older than all saves of the session that are on record. It may have been applied or not.",
        "Read the document, and send what is missing with a new Save-Sequence.");

    public static readonly ProblemType SequenceGap = new(
        "sequence-gap", 409, "The save with the sequence in expected has not arrived, or was refused.",
        "Send that save first, or the whole content as a PUT.");

    public static readonly ProblemType Gone = new(
        "gone", 410, "The document is deleted, or the cursor is unknown or lost.",
        "Show that the document is deleted, or re-create it on its tombstone. After a lost cursor, read what you need again.");

    public static readonly ProblemType EditConflict = new(
        "edit-conflict", 412, "The save was made on a version that is no longer the newest one.",
        "Settle the conflict between current and your own content; never repeat the request.");

    public static readonly ProblemType AlreadyExists = new(
        "already-exists", 412, "The save was to create a document that exists.",
        "Settle the conflict between current and your own content; never repeat the request.");

    public static readonly ProblemType TooLarge = new(
        "too-large", 413, "The content is larger than the collection, or the route, takes.",
        "Keep the draft and tell the user.");

    public static readonly ProblemType UnsupportedType = new(
        "unsupported-type", 415, "The media type or encoding is not taken here, or a PATCH is for a document that is not JSON.",
        "Use another type, or PUT.");

    public static readonly ProblemType SequenceReused = new(
        "sequence-reused", 422, "The Save-Sequence was accepted before with another request: two instances share a session.",
        "Take a new Session-Id, read the document, and settle the difference.");

    public static readonly ProblemType Locked = new(
        "locked", 423, "Another session holds a lock on what the request touches; holder, scope and expiresAt tell which.",
        "Wait for the unlocked event or for expiresAt, or take the lock over.");

    public static readonly ProblemType LockRequired = new(
        "lock-required", 423, "The collection takes only saves of sessions that hold a lock on what they touch.",
        "Take a lock, then send the same request again.");

    public static readonly ProblemType PreconditionRequired = new(
        "precondition-required", 428, "The save says neither If-Match nor If-None-Match.",
        "Fix the program that sent it.");

    public static readonly ProblemType TooManyRequests = new(
        "too-many-requests", 429, "The caller is over a limit of requests, or the document over its limit of locks.",
        "Send the same request again after Retry-After.");

    public static readonly ProblemType Unavailable = new(
        "unavailable", 503, "The server is busy or stopping, or its database is away; a save may have been written. With status 500 it met a fault, which is logged under the traceId.",
        "After a 503, send the same request again after Retry-After: its sequence tells whether it was written. After a 500, keep the draft and tell the user.");

    /// <summary>The table.</summary>
    public static FrozenDictionary<string, ProblemType> All { get; } = new[]
    {
        InvalidName, InvalidHeader, InvalidQuery, InvalidBody, NotSignedIn, NotAllowed, ForceNotAllowed, NotFound,
        MethodNotAllowed, SequenceOutOfOrder, SequenceTooOld, SequenceGap, Gone, EditConflict, AlreadyExists, TooLarge,
        UnsupportedType, SequenceReused, Locked, LockRequired, PreconditionRequired, TooManyRequests, Unavailable,
    }.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);
}
