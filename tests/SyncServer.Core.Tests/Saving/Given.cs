using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Merging;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving;

/// <summary>A document's story, told one save after the other: given, when, then.</summary>
public sealed class Given
{
    private MemoryLog _log = new(SaveRules.Decide);
    private ulong _nonce;

    /// <summary>The clock that saves are decided by.</summary>
    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The newest version.</summary>
    public Head Head => _log.Newest!;

    /// <summary>The newest version as text.</summary>
    public string Text => Encoding.UTF8.GetString(_log.NewestContent!.Bytes.Span);

    /// <summary>Every version, oldest first.</summary>
    public IReadOnlyList<Revision> Revisions => _log.Revisions;

    /// <summary>The ETag of a version.</summary>
    public ETag this[int version] => _log.Revisions[version - 1].ETag;

    /// <summary>A session of a user.</summary>
    public static SessionKey Session(string id, string user = "amy") => SessionKey.Of("secret"u8, user, id);

    /// <summary>The precondition of a save made on these.</summary>
    public static Precondition On(params ETag[] etags) => new Precondition.IfMatch(etags);

    /// <summary>The precondition of a create.</summary>
    public static Precondition None { get; } = new Precondition.IfNoneMatchAny();

    /// <summary>The precondition of a forced save.</summary>
    public static Precondition Any { get; } = new Precondition.IfMatchAny();

    /// <summary>Sends a PUT and takes what becomes of it.</summary>
    public SaveDecision Put(string? session, long? sequence, Precondition precondition, string text, Func<SaveCommand, SaveCommand>? change = null) =>
        Send(SaveMethod.Put, session, sequence, precondition, new Content("text/plain", Encoding.UTF8.GetBytes(text)), change);

    /// <summary>Sends a PUT of JSON.</summary>
    public SaveDecision PutJson(string? session, long? sequence, Precondition precondition, string json, Func<SaveCommand, SaveCommand>? change = null) =>
        Send(SaveMethod.Put, session, sequence, precondition, new Content("application/json", Encoding.UTF8.GetBytes(json)), change);

    /// <summary>Sends a PATCH.</summary>
    public SaveDecision Patch(string? session, long? sequence, Precondition precondition, string json, Func<SaveCommand, SaveCommand>? change = null) =>
        Send(SaveMethod.Patch, session, sequence, precondition, new Content(Content.MergePatchType, Encoding.UTF8.GetBytes(json)), change);

    /// <summary>Sends a DELETE.</summary>
    public SaveDecision Delete(string? session, long? sequence, Precondition precondition, Func<SaveCommand, SaveCommand>? change = null) =>
        Send(SaveMethod.Delete, session, sequence, precondition, body: null, change);

    /// <summary>The locks, the dead included until they are cleared.</summary>
    public IReadOnlyList<DocumentLock> Locks => _log.Locks;

    /// <summary>Locks a part of the document.</summary>
    public LockDecision Lock(string session, string scope, int seconds = 60, bool takeover = false, string user = "amy", bool owner = false)
    {
        Assert.True(JsonPointer.TryParse(scope, out var place));
        return Change(new LockCommand.Acquire(
            new DocumentKey("notes", "a"), Session(session, user), new Person(user, user), place, TimeSpan.FromSeconds(seconds), takeover, owner));
    }

    /// <summary>Changes the locks.</summary>
    public LockDecision Change(LockCommand command)
    {
        (_log, var decision) = _log.Change(command, Now);
        return decision;
    }

    /// <summary>Loses what sessions had submitted with saves that were merged.</summary>
    public void ForgetShadows() => _log = _log with { Shadows = _log.Shadows.Clear() };

    private SaveDecision Send(
        SaveMethod method, string? session, long? sequence, Precondition precondition, Content? body, Func<SaveCommand, SaveCommand>? change = null)
    {
        var command = new SaveCommand
        {
            Key = new DocumentKey("notes", "a"),
            Method = method,
            Precondition = precondition,
            By = new Person("amy", "Amy"),
            Session = session is null ? null : Session(session),
            Sequence = sequence,
            Body = body,
            Digest = Digest.Of(method.ToString(), body?.Type ?? "", body is null ? default : body.Bytes.Span),
            Nonce = ++_nonce,
            Policy = CollectionPolicy.Default,
        };
        (_log, var decision) = _log.SaveMerging(change?.Invoke(command) ?? command, Now);
        return decision;
    }
}
