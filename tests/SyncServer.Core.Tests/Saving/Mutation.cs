using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving;

/// <summary>
/// Mutation testing of the rules: a subclass breaks one rule on purpose, to show that a walk detects it. <see cref="None"/> changes nothing.
/// </summary>
public class Mutation
{
    /// <summary>The rules without a mutation.</summary>
    public static Mutation None { get; } = new();

    /// <summary>Whether locks are loaded.</summary>
    public virtual bool HasLocks => true;

    /// <summary>Replaces the command that the rules decide.</summary>
    public virtual SaveCommand Replace(SaveCommand command, MemoryLog log, DateTimeOffset now) => command;

    /// <summary>Replaces the session record that the rules use.</summary>
    public virtual SessionRecord Replace(SessionRecord record, SaveCommand command, MemoryLog log) => record;

    /// <summary>Replaces the named version that the rules use.</summary>
    public virtual NamedVersion Replace(NamedVersion named, DateTimeOffset now) => named;

    /// <summary>Replaces the decision.</summary>
    public virtual SaveDecision Replace(SaveDecision decision, SaveCommand command, MemoryLog log) => decision;

    /// <summary>Whether changed session records are written.</summary>
    public virtual bool WritesRecords(SaveDecision decision) => true;
}
