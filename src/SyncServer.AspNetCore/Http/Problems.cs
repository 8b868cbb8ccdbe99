using System.Text.Json;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Saving;
using SyncServer.Identity;

namespace SyncServer.Http;

/// <summary>Every problem of protocol 5 as it is said to a caller, and the only table from a decision to a problem.</summary>
internal static class Problems
{
    public static Problem PreconditionRequired() => new(ProblemType.PreconditionRequired,
        "This save does not say which version it was made on.", "Send If-Match with the ETag you know, or If-None-Match: * to create.");

    public static Problem InvalidName(string detail) => new(ProblemType.InvalidName, "This is no valid name for a document.", detail);

    public static Problem InvalidHeader(string detail) => new(ProblemType.InvalidHeader, "A header of this request is not valid.", detail);

    public static Problem InvalidQuery(string detail) => new(ProblemType.InvalidQuery, "A query parameter of this request is not valid.", detail);

    public static Problem InvalidBody(string detail) => new(ProblemType.InvalidBody, "The content of this request is not valid.", detail);

    public static Problem UnsupportedType(string detail) => new(ProblemType.UnsupportedType, "Content of this type is not taken here.", detail);

    public static Problem TooLarge(long max) => new(ProblemType.TooLarge, "This content is too large.", $"At most {max} bytes are taken here.");

    public static Problem NotAllowed(string detail) => new(ProblemType.NotAllowed, "You may not do this.", detail);

    public static Problem NotFound(string detail) => new(ProblemType.NotFound, "There is nothing here.", detail);

    /// <summary>A document that there never was, or that is private to others: nobody hears a difference.</summary>
    public static Problem Unseen() => NotFound("The document was never seen.");

    public static Problem Gone() => new(ProblemType.Gone, "This document was deleted.", "Its history is kept under revisions.");

    public static Problem GoneCursor() => new(ProblemType.Gone, "These changes are no longer known here.",
        "since is no cursor of this server's history. Read what you need anew, and go on from since=now.");

    public static Problem TooManyRequests() => new(ProblemType.TooManyRequests, "That was too much at once. Please wait a moment.", "Retry-After says how long, in seconds.");

    public static Problem Unavailable(string detail) => new(ProblemType.Unavailable, "The server cannot do this just now. Please try again.", detail);

    public static Problem TooManyLocks(int max) => new(ProblemType.TooManyRequests, "Too much of this document is locked.", $"A document has at most {max} live locks.");

    public static Problem Locked(DocumentLock held) => new(ProblemType.Locked, $"{held.Holder.Name} is working on this.", "Another session holds a lock on it.", (writer, _) =>
    {
        writer.WritePropertyName("holder");
        JsonSerializer.Serialize(writer, PersonJson.Of(held.Holder), WireJson.Wire.PersonJson);
        writer.WriteString("scope", held.Scope.Text);
        writer.WriteString("expiresAt", WireTime.Format(held.ExpiresAt));
    });

    /// <summary>The problem of an answer that has a status and nothing else.</summary>
    public static Problem OfStatus(int status) => status switch
    {
        400 => InvalidBody("The request could not be read."),
        401 => new Problem(ProblemType.NotSignedIn, "You are not signed in.", "Send Authorization: Bearer with a token that has not run out."),
        403 => NotAllowed("The token names somebody without the right to."),
        404 => NotFound("No route has this path."),
        405 => new Problem(ProblemType.MethodNotAllowed, "This cannot be done here.", "The Allow header lists the methods."),
        408 => new Problem(ProblemType.InvalidBody, "The request did not arrive in time.", "Its body came too slowly.") { Status = status },
        413 => new Problem(ProblemType.TooLarge, "This content is too large.", "The request is longer than this route takes."),
        415 => UnsupportedType("The Content-Type is not one that this route takes."),
        503 => Unavailable("Try again in a moment."),
        // Of a page: a range or a precondition that it does not meet.
        > 400 and < 500 => InvalidHeader("A header asks for what there is not."),
        _ => new Problem(ProblemType.Unavailable, "The server could not do this.", "The fault is logged under the traceId.") { Status = StatusCodes.Status500InternalServerError },
    };

    /// <summary>Protocol 4.1: what those hear who are not let in.</summary>
    public static Problem? Of(Verdict verdict) => verdict switch
    {
        Verdict.Hidden => Unseen(),
        Verdict.NotAllowed => OfStatus(403),
        _ => null,
    };

    /// <summary>Protocol 4: what a refusal says. Those of step 10 carry the versions that are at odds.</summary>
    public static Problem Of(SaveDecision.Refused refused, Conflict conflict) => refused.Reason switch
    {
        Refusal.EditConflict => new Problem(ProblemType.EditConflict,
            refused.Head is { Deleted: true } ? "This document was deleted while you were editing."
            : refused.Head is null ? "This document does not exist."
            : "Someone else changed this document while you were editing.",
            "The ETag does not name the newest version.", conflict.Write),
        Refusal.AlreadyExists => new Problem(ProblemType.AlreadyExists,
            refused.Head is { Deleted: true } ? "This document was deleted." : "This document exists already.",
            refused.Head is { Deleted: true } ? "Name the tombstone in If-Match to create it again." : "If-None-Match: * creates only.", conflict.Write),
        Refusal.NotFound => Unseen(),
        Refusal.NotAllowed => OfStatus(403),
        Refusal.SequenceReused => new Problem(ProblemType.SequenceReused, "Two editors are using the same session.",
            "This Save-Sequence was accepted before with another request. Give every running instance a Session-Id of its own."),
        Refusal.SequenceOutOfOrder => new Problem(ProblemType.SequenceOutOfOrder, "Later changes were saved, this one was not.",
            "Send the whole content as a PUT with a new Save-Sequence."),
        Refusal.SequenceTooOld => new Problem(ProblemType.SequenceTooOld, "This change is older than all that are remembered.",
            "It may have been applied. Read the document, and send what is missing with a new Save-Sequence."),
        Refusal.SequenceGap => new Problem(ProblemType.SequenceGap, "An earlier change has not arrived.",
            "Send the missing Save-Sequence first.", (writer, _) => writer.WriteNumber("expected", refused.Expected!.Value)),
        Refusal.Locked => Locked(refused.Lock!),
        Refusal.LockRequired => new Problem(ProblemType.LockRequired, "Lock this before you change it.",
            "This collection takes only saves whose session holds a live lock on everything that they touch. A lock may precede its document."),
        Refusal.ForceNotAllowed => new Problem(ProblemType.ForceNotAllowed, "Overwriting is not allowed here.", "The collection's policy has no AllowForce."),
        Refusal.VersionNotKept => NotFound("The document has no such version."),
        Refusal.NotPatchable => UnsupportedType("A merge patch needs a JSON document whose member names are Unicode text. Use PUT."),
        Refusal.TooLarge => new Problem(ProblemType.TooLarge, "This content is too large.", "The patched document would be larger than the collection allows."),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
