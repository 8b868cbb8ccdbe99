using System.Collections.Immutable;
using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Merging;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>A state of a walk: the store, the clients, the messages in flight, and what really happened.</summary>
public sealed partial record World
{
    /// <summary>The limits of session records in a walk.</summary>
    public static SessionLimits Limits { get; } = new(TimeSpan.FromHours(1), MaxSaves: 2, WriteEvery: 2);

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(36);

    /// <summary>The scenario.</summary>
    public required Scenario Scenario { get; init; }

    /// <summary>The store.</summary>
    public required MemoryLog Log { get; init; }

    /// <summary>What may refuse a save early.</summary>
    public required EarlyRefusal Early { get; init; }

    /// <summary>The clients.</summary>
    public required ImmutableArray<Client> Clients { get; init; }

    /// <summary>What really happened.</summary>
    public required Truth Truth { get; init; }

    /// <summary>The time.</summary>
    public DateTimeOffset Now { get; init; } = Start;

    /// <summary>The remaining faults.</summary>
    public required Budget Budget { get; init; }

    /// <summary>The live locks.</summary>
    public IEnumerable<DocumentLock> Locks => Log.Locks.Where(held => held.IsLive(Now));

    /// <summary>The initial state of a scenario.</summary>
    public static World Begin(Scenario scenario)
    {
        var log = new MemoryLog(Limits, Mutation.None);
        var count = scenario.Scripts.Length;
        var (truth, text) = (Truth.Begin(count), Words.Empty(count));
        if (scenario.Exists)
        {
            text = Words.Begin(count);
            (log, var decision) = log.Save(
                CommandOf(scenario with { Mode = SaveMode.Conditional }, SaveMethod.Put, SessionOf(-1, 0), 1, parent: null, new Precondition.IfNoneMatchAny(), text) with { Nonce = 1 }, Start);
            truth = truth.WithFirst(((SaveDecision.Written)decision).Head);
        }

        return new World
        {
            Scenario = scenario,
            Log = log with { Mutation = scenario.Mutation },
            Early = scenario.Early,
            Truth = truth,
            Clients = [.. Enumerable.Range(0, count).Select(index => new Client
            {
                Index = index, Text = text, Adopted = log.Head?.ETag, AdoptedText = scenario.Exists ? text : null, Seen = truth.EditsOf(log.Head?.Version ?? 0),
            })],
            Budget = new Budget(scenario.Repeats, scenario.LostAnswers, scenario.Loads, scenario.Settles, scenario.Pauses, scenario.Ages, scenario.Thinnings, scenario.Locks),
        };
    }

    /// <summary>A client's session.</summary>
    public static SessionKey SessionOf(int client, int generation) => new((UInt128)(client + 2 + (generation * 16)));

    /// <summary>Content as text; null if there is none.</summary>
    public static string? TextOf(Content? content) => content is null ? null : Encoding.UTF8.GetString(content.Bytes.Span);

    /// <summary>Replaces the state of a client.</summary>
    public World With(Client client) => this with { Clients = Clients.SetItem(client.Index, client) };

    /// <summary>The window ends.</summary>
    public World Wait() => this with { Now = Now + Pause };

    /// <summary>More than half of the lifetime of a session record passes.</summary>
    public World GrowOld() => this with { Now = Now + Age };

    /// <summary>Versions and expired session records are removed.</summary>
    public World Thin(IReadOnlyList<long> versions) => this with { Log = Log.Thin(versions, Now) };

    /// <summary>A client reloads the head.</summary>
    public World Load(Client client, bool inNewSession)
    {
        var loaded = client.Load(Log.Head?.ETag, TextOf(Log.Content), Truth.EditsOf(Log.Head?.Version ?? 0), Words.Empty(Clients.Length));
        return With(inNewSession ? loaded with { Generation = client.Generation + 1, Sequence = 0 } : loaded);
    }

    /// <summary>Takes or releases a lock; null if another session holds one.</summary>
    public World? Lock(Client client)
    {
        if (Locks.FirstOrDefault(held => held.Session == client.Session) is { } own)
        {
            return this with { Log = Log.Change(new LockCommand.Release(MemoryLog.Key, client.Session, own.Fence), Now).Log };
        }

        var scope = Scenario.Merges && !Scenario.LocksAll ? JsonPointer.Of([Words.FieldOf(client.Index).ToString()]) : JsonPointer.Root;
        var ttl = TimeSpan.FromSeconds(Scenario.LocksOutliveWindow ? 300 : 60);
        var (log, decision) = Log.Change(new LockCommand.Acquire(MemoryLog.Key, client.Session, Anybody, scope, ttl, Scenario.Takeovers), Now);
        return decision is LockDecision.Taken ? this with { Log = log, Budget = Budget with { Locks = Budget.Locks - 1 } } : null;
    }

    private static Person Anybody { get; } = new("p", "P");

    private static SaveCommand CommandOf(
        Scenario scenario, SaveMethod method, SessionKey session, long? sequence, long? parent, Precondition precondition, string? body)
    {
        var content = body is null ? null : new Content(method is SaveMethod.Patch ? Content.MergePatchType : "application/json", Encoding.UTF8.GetBytes(body));
        return new SaveCommand
        {
            Key = MemoryLog.Key,
            Method = method,
            Precondition = precondition,
            By = Anybody,
            Session = session,
            Sequence = sequence,
            Parent = parent,
            Body = content,
            Digest = sequence is null ? default : Digest.Of(method.ToString(), "", content is null ? default : content.Bytes.Span),
            OnConflict = scenario.Merges ? OnConflict.Merge : OnConflict.Reject,
            Nonce = 0,
            MayWait = true,
            Policy = CollectionPolicy.Default with { AllowForce = true, Mode = scenario.Mode, Merge = new(MergeRules.At(JsonPointer.Root, MergeFormat.Text), KeepsBothInsertions: false) },
        };
    }
}

/// <summary>How often each fault may still occur.</summary>
public sealed record Budget(int Repeats, int LostAnswers, int Loads, int Settles, int Pauses, int Ages, int Thinnings, int Locks);
