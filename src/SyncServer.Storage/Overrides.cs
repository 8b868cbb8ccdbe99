using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage;

/// <summary>Forced saves in the list of conflicts. They are read from the log itself, so that none can be missing.</summary>
internal static class Overrides
{
    /// <summary>What a forced version says: it is settled by itself, and named by its number.</summary>
    public static ConflictRecord Of(DocumentKey key, long version, DateTimeOffset at, Person by, byte[]? session) => new()
    {
        Id = new ConflictId((UInt128)version),
        Key = key,
        Kind = ConflictKind.Forced,
        At = at,
        By = by,
        Session = session is null ? null : SessionKey.FromBytes(session),
        Head = version - 1,
        Times = 1,
        Settled = new Settlement(SaveOutcome.Forced, version, by, at),
    };

    /// <summary>The version from which on overrides of the very millisecond of the mark were listed already.</summary>
    public static long From(ConflictMark? before) => before is { } mark && mark.Id.Hash < long.MaxValue ? (long)mark.Id.Hash : long.MaxValue;

    /// <summary>A page of both, newest first.</summary>
    public static IReadOnlyList<ConflictRecord> Page(IEnumerable<ConflictRecord> conflicts, IEnumerable<ConflictRecord> overrides, int limit) =>
        [.. conflicts.Concat(overrides).OrderByDescending(c => c.At).ThenByDescending(c => c.Id.Hash).Take(limit)];

    /// <summary>The versions that conflicts and overrides refer to.</summary>
    public static IReadOnlySet<long> Referred(IEnumerable<(long? Base, long Head, long? Settled)> conflicts, IEnumerable<long> forced)
    {
        var versions = new HashSet<long>();
        foreach (var (@base, head, settled) in conflicts)
        {
            versions.UnionWith([@base ?? head, head, settled ?? head]);
        }

        foreach (var version in forced)
        {
            versions.UnionWith([version - 1, version]);
        }

        return versions;
    }
}
