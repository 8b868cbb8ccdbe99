using System.Text.Json;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Saving;
using SyncServer.Identity;

namespace SyncServer.Http;

/// <summary>Creates the problems of docs/protocol.md, section 5, and maps each decision to its problem.</summary>
internal static class Problems
{
    public static Problem PreconditionRequired() => new(ProblemType.PreconditionRequired,
        "This save does not state which version it is based on.", "Send If-Match with the ETag of that version, or If-None-Match: * to create the document.");

    public static Problem InvalidName(string detail) => new(ProblemType.InvalidName, "This name is not valid.", detail);

    public static Problem InvalidHeader(string detail) => new(ProblemType.InvalidHeader, "A request header is not valid.", detail);

    public static Problem InvalidQuery(string detail) => new(ProblemType.InvalidQuery, "A query parameter is not valid.", detail);

    public static Problem InvalidBody(string detail) => new(ProblemType.InvalidBody, "The content of this request is not valid.", detail);

    public static Problem UnsupportedType(string detail) => new(ProblemType.UnsupportedType, "Content of this type is not supported.", detail);

    public static Problem TooLarge(long max) => new(ProblemType.TooLarge, "This content is too large.", $"At most {max} bytes are allowed.");

    public static Problem NotAllowed(string detail) => new(ProblemType.NotAllowed, "You are not allowed to do this.", detail);

    public static Problem NotFound(string detail) => new(ProblemType.NotFound, "This was not found.", detail);

    /// <summary>The document does not exist, or is private to other users. Both get the same response, so that the existence of a private document is not disclosed.</summary>
    public static Problem DocumentNotFound() => NotFound("The document does not exist.");

    public static Problem Gone() => new(ProblemType.Gone, "This document was deleted.", "Its versions are listed under revisions.");

    public static Problem GoneCursor() => new(ProblemType.Gone, "These changes are no longer available.",
        "since is not a cursor of this server's history. Read the documents again, and continue from since=now.");

    public static Problem TooManyRequests() => new(ProblemType.TooManyRequests, "There were too many requests. Please wait a moment.", "Wait for the number of seconds in Retry-After.");

    public static Problem Unavailable(string detail) => new(ProblemType.Unavailable, "The server is temporarily unavailable. Please try again.", detail);

    public static Problem TooManyLocks(int max) => new(ProblemType.TooManyRequests, "This document has too many locks.", $"A document can have at most {max} live locks.");

    public static Problem Locked(DocumentLock held) => new(ProblemType.Locked, $"{held.Holder.Name} is working on this.", "Another session holds a lock on it.", (writer, _) =>
    {
        writer.WritePropertyName("holder");
        JsonSerializer.Serialize(writer, PersonJson.Of(held.Holder), WireJson.Wire.PersonJson);
        writer.WriteString("scope", held.Scope.Text);
        writer.WriteString("expiresAt", WireTime.Format(held.ExpiresAt));
    });

    /// <summary>The problem for a response that has only a status.</summary>
    public static Problem OfStatus(int status) => status switch
    {
        400 => InvalidBody("The request could not be read."),
        401 => new Problem(ProblemType.NotSignedIn, "You are not signed in.", "Sign in, or refresh the access token, and repeat the request."),
        403 => NotAllowed("The user does not have the required role."),
        404 => NotFound("No route matches this path."),
        405 => new Problem(ProblemType.MethodNotAllowed, "This method is not supported here.", "The Allow header lists the supported methods."),
        408 => new Problem(ProblemType.InvalidBody, "The request did not arrive in time.", "Its body arrived too slowly.") { Status = status },
        413 => new Problem(ProblemType.TooLarge, "This content is too large.", "The request is larger than this route allows."),
        415 => UnsupportedType("This route does not support the Content-Type."),
        503 => Unavailable("Retry in a moment."),
        // A static file: a range that cannot be satisfied, or a failed precondition.
        > 400 and < 500 => InvalidHeader("A request header cannot be satisfied."),
        _ => new Problem(ProblemType.Unavailable, "An internal error occurred.", "The error is logged under the traceId.") { Status = StatusCodes.Status500InternalServerError },
    };

    /// <summary>The problem for a request that access control refuses (docs/protocol.md, section 4.1); null if it is allowed.</summary>
    public static Problem? Of(AccessDecision decision) => decision switch
    {
        AccessDecision.Hidden => DocumentNotFound(),
        AccessDecision.NotAllowed => OfStatus(403),
        _ => null,
    };

    public static Problem SequenceTooOld() => new(ProblemType.SequenceTooOld, "This change is too old to be recognised.",
        "It may have been applied. Read the document, and send what is missing with a new Save-Sequence.");

    /// <summary>The problem for a refused save (docs/protocol.md, section 4). A conflict has the conflict members.</summary>
    public static Problem Of(SaveDecision.Refused refused, Conflict conflict) => refused.Reason switch
    {
        Refusal.EditConflict => new Problem(ProblemType.EditConflict,
            refused.Head is { Deleted: true } ? "This document was deleted while you were editing."
            : refused.Head is null ? "This document does not exist."
            : "Someone else changed this document while you were editing.",
            "The ETag does not name the newest version.", conflict.Write),
        Refusal.AlreadyExists => new Problem(ProblemType.AlreadyExists,
            refused.Head is { Deleted: true } ? "This document was deleted." : "This document already exists.",
            refused.Head is { Deleted: true } ? "Send the tombstone's ETag in If-Match to create it again." : "If-None-Match: * only creates a document.", conflict.Write),
        Refusal.NotFound => DocumentNotFound(),
        Refusal.NotAllowed => OfStatus(403),
        Refusal.SequenceReused => new Problem(ProblemType.SequenceReused, "Two editors are using the same session.",
            "Another request with this Save-Sequence was accepted before. Give every running instance its own Session-Id."),
        Refusal.SequenceOutOfOrder => new Problem(ProblemType.SequenceOutOfOrder, "Later changes were saved, but this one was not.",
            "Send the whole content as a PUT with a new Save-Sequence."),
        Refusal.SequenceTooOld => SequenceTooOld(),
        Refusal.SequenceGap => new Problem(ProblemType.SequenceGap, "An earlier change has not arrived.",
            "Send the save with the missing Save-Sequence first.", (writer, _) => writer.WriteNumber("expected", refused.Expected!.Value)),
        Refusal.Locked => Locked(refused.Lock!),
        Refusal.LockRequired => new Problem(ProblemType.LockRequired, "Lock this before you change it.",
            "This collection accepts a save only if its session holds a live lock on everything that the save touches. A lock can be acquired before its document exists."),
        Refusal.ForceNotAllowed => new Problem(ProblemType.ForceNotAllowed, "Overwriting is not allowed here.", "The collection's policy does not set AllowForce."),
        Refusal.VersionNotKept => NotFound("The document has no such version."),
        Refusal.NotPatchable => UnsupportedType("A merge patch requires a JSON document whose member names are valid Unicode. Use PUT."),
        Refusal.TooLarge => new Problem(ProblemType.TooLarge, "This content is too large.", "The patched document would be larger than the collection allows."),
        Refusal.QuotaExceeded => new Problem(ProblemType.QuotaExceeded, "There is no room left for this content.",
            "The contents of the document's creator, or of the collection, would exceed the quota. Smaller content is accepted."),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
