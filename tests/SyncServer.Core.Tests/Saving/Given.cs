using System.Text;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Merging;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving;

/// <summary>Builds a document save by save, for tests in the style of given, when, then.</summary>
public sealed class Given
{
    private readonly Dictionary<long, ETag> _etags = [];
    private MemoryLog _log;
    private ulong _nonce;

    /// <summary>A document that does not exist.</summary>
    /// <param name="maxSaves">The maximum number of saves in a session record.</param>
    public Given(int maxSaves = 32) => _log = new(SessionLimits.Default with { MaxSaves = maxSaves, WriteEvery = maxSaves }, Mutation.None);

    /// <summary>The clock of saves.</summary>
    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The policy of the saves.</summary>
    public CollectionPolicy Policy { get; set; } = CollectionPolicy.Default;

    /// <summary>The store.</summary>
    public MemoryLog Log => _log;

    /// <summary>The newest version.</summary>
    public Head Head => _log.Head!;

    /// <summary>The newest version as text.</summary>
    public string Text => Encoding.UTF8.GetString(_log.Content!.Bytes.Span);

    /// <summary>The locks, including expired ones until they are removed.</summary>
    public IReadOnlyList<DocumentLock> Locks => _log.Locks;

    /// <summary>The ETag of a version.</summary>
    public ETag this[int version] => _etags[version];

    /// <summary>A session of a user.</summary>
    public static SessionKey Session(string id, string user = "amy") => SessionKey.Of("secret"u8, user, id);

    /// <summary>The precondition of a save made on one of these versions.</summary>
    public static Precondition On(params ETag[] etags) => new Precondition.IfMatch(etags);

    /// <summary>The precondition of a create.</summary>
    public static Precondition None { get; } = new Precondition.IfNoneMatchAny();

    /// <summary>The precondition of a forced save.</summary>
    public static Precondition Any { get; } = new Precondition.IfMatchAny();

    /// <summary>Sends a PUT of text.</summary>
    public SaveDecision Put(string? session, long? sequence, Precondition precondition, string text, Func<SaveCommand, SaveCommand>? change = null) =>
        Send(Command(SaveMethod.Put, session, sequence, precondition, new Content("text/plain", Encoding.UTF8.GetBytes(text)), change));

    /// <summary>Sends a PUT of JSON.</summary>
    public SaveDecision PutJson(string? session, long? sequence, Precondition precondition, string json, Func<SaveCommand, SaveCommand>? change = null) =>
        Send(Command(SaveMethod.Put, session, sequence, precondition, Json(json), change));

    /// <summary>Sends a PATCH.</summary>
    public SaveDecision Patch(string? session, long? sequence, Precondition precondition, string json, Func<SaveCommand, SaveCommand>? change = null) =>
        Send(Command(SaveMethod.Patch, session, sequence, precondition, new Content(Content.MergePatchType, Encoding.UTF8.GetBytes(json)), change));

    /// <summary>Sends a DELETE.</summary>
    public SaveDecision Delete(string? session, long? sequence, Precondition precondition, Func<SaveCommand, SaveCommand>? change = null) =>
        Send(Command(SaveMethod.Delete, session, sequence, precondition, body: null, change));

    /// <summary>Restores a version's content.</summary>
    public SaveDecision Restore(string? session, long? sequence, Precondition precondition, string json, Func<SaveCommand, SaveCommand>? change = null) =>
        Send(Command(SaveMethod.Restore, session, sequence, precondition, Json(json), change));

    /// <summary>Sends a command and returns the decision.</summary>
    public SaveDecision Send(SaveCommand command)
    {
        (_log, var decision) = _log.Save(command, Now);
        Remember();
        return decision;
    }

    /// <summary>Sends commands that are decided in one transaction.</summary>
    public IReadOnlyList<SaveDecision> SendTogether(params SaveCommand[] batch)
    {
        (_log, var decisions) = _log.Commit(batch, Now);
        Remember();
        return decisions;
    }

    /// <summary>Decides a command once, without preparation outside the transaction.</summary>
    public SaveDecision Decide(SaveCommand command)
    {
        (_log, var decision) = _log.Decide(command, Now);
        Remember();
        return decision;
    }

    /// <summary>A command.</summary>
    public SaveCommand Command(
        SaveMethod method, string? session, long? sequence, Precondition precondition, Content? body, Func<SaveCommand, SaveCommand>? change = null)
    {
        var command = new SaveCommand
        {
            Key = MemoryLog.Key,
            Method = method,
            Precondition = precondition,
            By = new Person("amy", "Amy"),
            Session = session is null ? null : Session(session),
            Sequence = sequence,
            Body = body,
            Digest = Digest.Of(method.ToString(), body?.Type ?? "", body is null ? default : body.Bytes.Span),
            Nonce = ++_nonce,
            OnConflict = Policy.OnConflict,
            Policy = Policy,
        };
        return change?.Invoke(command) ?? command;
    }

    /// <summary>JSON content.</summary>
    public static Content Json(string json) => new("application/json", Encoding.UTF8.GetBytes(json));

    /// <summary>Removes every version that is not referenced.</summary>
    public void Thin() => _log = _log.Thin(_log.Thinnable(Now), Now);

    /// <summary>Grants or revokes a role.</summary>
    public void Give(string user, Role? role) =>
        _log = _log with { Roles = role is { } given ? _log.Roles.SetItem(user, given) : _log.Roles.Remove(user) };

    /// <summary>Sets the age of the run by the monotonic clock.</summary>
    public void Measure(TimeSpan age) => _log = _log with { MeasuredAge = age };

    /// <summary>Locks a part of the document.</summary>
    public LockDecision Lock(string session, string scope, int seconds = 60, bool takeover = false, string user = "amy", bool owner = false)
    {
        Assert.True(JsonPointer.TryParse(scope, out var place));
        return Change(new LockCommand.Acquire(MemoryLog.Key, Session(session, user), new Person(user, user), place, TimeSpan.FromSeconds(seconds), takeover, owner));
    }

    /// <summary>Changes the locks.</summary>
    public LockDecision Change(LockCommand command)
    {
        (_log, var decision) = _log.Change(command, Now);
        return decision;
    }

    private void Remember()
    {
        foreach (var version in _log.Versions)
        {
            _etags[version.Revision.ETag.Version] = version.Revision.ETag;
        }
    }
}
