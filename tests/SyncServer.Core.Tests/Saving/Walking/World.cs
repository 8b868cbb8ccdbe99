using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Merging;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>One moment of a walk: the log, the clients, the network between them, and what is left to go wrong.</summary>
public sealed record World(Scenario Scenario, MemoryLog Log, IReadOnlyList<Client> Clients, int Repeats, int Lost, int Reloads, int LocksLeft, bool MayExpire, bool Expired)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The beginning of a scenario under a rule.</summary>
    public static World Begin(Scenario scenario, Rule rule)
    {
        var log = new MemoryLog(rule);
        if (scenario.Exists)
        {
            (log, _) = log.Save(Command(scenario, session: -1, number: 1, '*', scenario.Merges ? Fields.Begin(scenario.Scripts.Length) : "first", etag: null, nonce: 1), Start);
        }

        var client = new Client(log.Newest?.ETag, KnowsDeleted: false, Seen: log.Newest?.Version ?? 0, scenario.Merges ? TextOf(log.NewestContent) : "", []);
        return new World(scenario, log, [.. scenario.Scripts.Select(_ => client)],
            scenario.Repeats, scenario.LostAnswers, scenario.Reloads, scenario.Locks, scenario.Expires, Expired: false);
    }

    private DateTimeOffset Now => Expired ? Start + TimeSpan.FromSeconds(100) : Start;

    /// <summary>The locks that live.</summary>
    public IEnumerable<DocumentLock> Locks => Log.Locks.Where(l => l.IsLive(Now));

    /// <summary>Every next moment, with the save that was decided on the way there, if any.</summary>
    public IEnumerable<(World Next, Step? Step)> Next()
    {
        if (MayExpire)
        {
            yield return (this with { MayExpire = false, Expired = true }, null);
        }

        for (var i = 0; i < Clients.Count; i++)
        {
            foreach (var next in Reload(i))
            {
                yield return (next, null);
            }

            foreach (var next in Lock(i))
            {
                yield return (next, null);
            }

            for (var number = 0; number < Scenario.Scripts[i].Length; number++)
            {
                foreach (var next in Deliver(i, number))
                {
                    yield return next;
                }
            }
        }
    }

    /// <summary>Tells moments apart by all that can still matter.</summary>
    public UInt128 Key()
    {
        var key = new List<long>(64) { Repeats, Lost, Reloads, LocksLeft, MayExpire ? 1 : 0, Expired ? 1 : 0 };
        if (Log.Newest?.Run is { } run)
        {
            key.AddRange(run.Base, run.Created ? 1 : 0, run.Sequence ?? 0, run.AcceptedAt.Ticks);
        }

        key.Add(Log.Revisions.Count);
        foreach (var revision in Log.Revisions)
        {
            key.AddRange((long)revision.Session!.Value.Hash, revision.Sequence ?? 0, (long)revision.ETag.Nonce, (long)revision.Outcome, revision.Deleted ? 1 : 0);
        }

        foreach (var held in Locks)
        {
            key.AddRange((long)held.Session.Hash, held.LastLife.Ticks);
            Add(held.Scope.Text);
        }

        if (Scenario.Merges)
        {
            Add(TextOf(Log.NewestContent));
            Add(Log.ShadowsKey);
        }

        foreach (var (session, receipt) in Log.Receipts)
        {
            if (!receipt.Wrote)
            {
                key.AddRange((long)session!.Value.Hash, receipt.Sequence, receipt.ETag.Version);
            }
        }

        foreach (var client in Clients)
        {
            key.AddRange(-1, client.Known?.Version ?? 0, client.KnowsDeleted ? 1 : 0, client.Seen);
            Add(client.Text);
            foreach (var message in client.Sent)
            {
                key.AddRange(message.Base?.Version ?? 0, message.Seen, message.Delivered);
                Add(message.Before);
                Add(message.Text);
            }
        }

        return BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(key))));

        void Add(string text)
        {
            key.Add(-2 - text.Length);
            foreach (var letter in text)
            {
                key.Add(letter);
            }
        }
    }

    /// <summary>The session's key.</summary>
    public static SessionKey SessionOf(int session) => new((UInt128)(session + 2));

    // A save is sent as late as it can be: when it arrives, or when its client is about to learn something. Sending it
    // earlier would be no different, so nothing is left out.
    private IEnumerable<World> Reload(int i)
    {
        if (Reloads == 0 || Log.Newest is not { } head || head.Version == Clients[i].Seen)
        {
            yield break;
        }

        foreach (var client in Pending(Clients[i], i))
        {
            var reloaded = client with { Known = head.ETag, KnowsDeleted = head.Deleted, Seen = head.Version, Text = Scenario.Merges ? TextOf(Log.NewestContent) : "" };
            yield return this with { Clients = With(i, reloaded), Reloads = Reloads - 1 };
        }
    }

    // Asking for a lock tells a client nothing of the document.
    private IEnumerable<World> Lock(int i)
    {
        var (document, session) = (new DocumentKey("notes", "a"), SessionOf(i));
        if (Locks.FirstOrDefault(l => l.Session == session) is { } held)
        {
            yield return this with { Log = Log.Change(new LockCommand.Release(document, session, held.Fence), Now).Log };
        }
        else if (LocksLeft > 0)
        {
            var scope = Scenario.Merges && !Scenario.LocksAll ? JsonPointer.Of([Fields.Name(i).ToString()]) : JsonPointer.Root;
            var ttl = TimeSpan.FromSeconds(Scenario.LocksOutliveWindow ? 300 : 60);
            var (log, decision) = Log.Change(new LockCommand.Acquire(document, session, new Person("p", "P"), scope, ttl, Scenario.Takeovers), Now);
            if (decision is LockDecision.Taken)
            {
                yield return this with { Log = log, LocksLeft = LocksLeft - 1 };
            }
        }
    }

    private IEnumerable<(World Next, Step? Step)> Deliver(int i, int number)
    {
        var client = Clients[i];
        while (client.Sent.Count <= number)
        {
            client = Send(client, i);
        }

        var message = client.Sent[number];
        if (message.Delivered > 0 && (Repeats == 0 || message.Delivered > 1))
        {
            yield break;
        }

        var command = Command(Scenario, i, number + 1, Scenario.Scripts[i][number], message.Text, message.Base, nonce: (ulong)(100 + (i * 10) + number + (message.Delivered * 1000)));
        var (log, decision) = Log.SaveMerging(command, Now);
        var step = new Step(this, i, number + 1, message, command, decision, TextOf(log.NewestContent));
        client = client with { Sent = [.. client.Sent.Select((m, n) => n == number ? m with { Delivered = m.Delivered + 1 } : m)] };
        var arrived = this with { Log = log, Repeats = Repeats - (message.Delivered > 0 ? 1 : 0) };

        var learns = decision switch
        {
            SaveDecision.Written written => (written.Head.ETag, written.Head.Deleted),
            SaveDecision.Unchanged unchanged => (unchanged.Head.ETag, unchanged.Head.Deleted),
            SaveDecision.Repeated repeated => (repeated.ETag, log.Revisions[(int)repeated.ETag.Version - 1].Deleted),
            _ => ((ETag, bool)?)null,
        };
        var merged = Scenario.Merges && (decision.Shadow is not null || decision is SaveDecision.Written { Head.Newest.Outcome: SaveOutcome.Merged }
            || (decision is SaveDecision.Unchanged && command.Method is SaveMethod.Restore)
            || (decision is SaveDecision.Repeated { Wrote: var wrote, ETag: var of } && (!wrote || !log.Revisions[(int)of.Version - 1].IsAsSubmitted)));
        if (learns is not var (etag, deleted) || etag.Version <= (client.Known?.Version ?? 0))
        {
            yield return (arrived with { Clients = With(i, client) }, step);
            yield break;
        }

        foreach (var before in Pending(client, i))
        {
            // A client that typed on keeps naming what its text was made on, and takes over what was stored when it comes to rest.
            yield return (arrived with { Clients = With(i, merged ? before.Adopt(number + 1, etag, TextOf(log.ContentOf(etag.Version))) : before.Learn(etag, deleted)) }, step);
        }

        if (Lost > 0)
        {
            yield return (arrived with { Clients = With(i, client), Lost = Lost - 1 }, step);
        }
    }

    /// <summary>The client having sent none, one, … of its further saves before it learns something.</summary>
    private IEnumerable<Client> Pending(Client client, int i)
    {
        yield return client;
        while (client.Sent.Count < Scenario.Scripts[i].Length)
        {
            client = Send(client, i);
            yield return client;
        }
    }

    private Client Send(Client client, int i)
    {
        var number = client.Sent.Count;
        var what = Scenario.Scripts[i][number];
        return client.Send(
            Scenario.Merges ? what is '^' ? Fields.Begin(Scenario.Scripts.Length) : Fields.With(client.Text, i, what is '0' ? 0 : number + 1)
            : what is '*' or '!' ? $"{i}{number}"
            : what.ToString());
    }

    private static string TextOf(Content? content) => content is null ? "" : Encoding.UTF8.GetString(content.Bytes.Span);

    private Client[] With(int i, Client client) => [.. Clients.Select((c, n) => n == i ? client : c)];

    private static SaveCommand Command(Scenario scenario, int session, int number, char what, string text, ETag? etag, ulong nonce)
    {
        var body = what is '-' ? null : new Content(scenario.Merges ? "application/json" : "text/plain", Encoding.UTF8.GetBytes(text));
        return new SaveCommand
        {
            Key = new DocumentKey("notes", "a"),
            Method = body is null ? SaveMethod.Delete : what is '^' ? SaveMethod.Restore : SaveMethod.Put,
            Precondition = what is '!' ? new Precondition.IfMatchAny() : etag is { } known ? new Precondition.IfMatch([known]) : new Precondition.IfNoneMatchAny(),
            By = new Person("p", "P"),
            Session = SessionOf(session),
            Sequence = scenario.Sequenced ? number : null,
            Body = body,
            Digest = Digest.Of(what is '^' ? "POST" : "", "", Encoding.UTF8.GetBytes(body is null ? "-" : text)),
            OnConflict = scenario.Merges ? OnConflict.Merge : OnConflict.Reject,
            Nonce = nonce,
            Policy = CollectionPolicy.Default with { AllowForce = true, Mode = scenario.Mode },
        };
    }
}

/// <summary>A save that was decided on a walk.</summary>
/// <param name="Before">The moment it arrived in.</param>
/// <param name="Session">Whose it is.</param>
/// <param name="Number">Which of the session's saves, from 1.</param>
/// <param name="Message">What was on the way.</param>
/// <param name="Command">What was decided.</param>
/// <param name="Decision">How.</param>
/// <param name="After">What is stored after it.</param>
public sealed record Step(World Before, int Session, int Number, Message Message, SaveCommand Command, SaveDecision Decision, string After);
