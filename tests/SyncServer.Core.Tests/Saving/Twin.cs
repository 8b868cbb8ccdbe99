using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving;

/// <summary>
/// How the shipping rules are driven: as they are. A subclass breaks one thing on purpose, to show that a walk finds it; <see cref="None"/> breaks
/// nothing.
/// </summary>
public class Twin
{
    /// <summary>The rules as they are.</summary>
    public static Twin None { get; } = new();

    /// <summary>Whether locks are loaded.</summary>
    public virtual bool HasLocks => true;

    /// <summary>The command that the rules decide instead of the one that arrived.</summary>
    public virtual SaveCommand Replace(SaveCommand command, MemoryLog log, DateTimeOffset now) => command;

    /// <summary>The session record that the rules see instead of the one that was found.</summary>
    public virtual SessionRecord Replace(SessionRecord record, SaveCommand command, MemoryLog log) => record;

    /// <summary>The named version that the rules see instead of the one that is kept.</summary>
    public virtual NamedVersion Replace(NamedVersion named, DateTimeOffset now) => named;

    /// <summary>The answer that is given instead of the one that was decided.</summary>
    public virtual SaveDecision Replace(SaveDecision decision, SaveCommand command, MemoryLog log) => decision;

    /// <summary>Whether the session records that a decision changed are written.</summary>
    public virtual bool WritesRecords(SaveDecision decision) => true;
}
