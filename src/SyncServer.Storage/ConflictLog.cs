using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage;

/// <summary>
/// The conflicts on record and, listed with them, the forced saves. Forced saves are read from the log of versions, so none can be missing.
/// </summary>
internal abstract class ConflictLog(IQueries<StoreDb> queries) : IConflictLog
{
    /// <inheritdoc/>
    public abstract Task<IReadOnlyList<TimeSpan>> WriteAsync(IReadOnlyList<ConflictRecord> conflicts, IReadOnlyList<ConflictSettlement> settlements);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConflictRecord>> ListAsync(DocumentKey key, ConflictMark? before, int limit) => queries.RunAsync<IReadOnlyList<ConflictRecord>>(async (db, cancellation) =>
    {
        var at = before?.At.ToUniversalTime() ?? DateTimeOffset.MaxValue;
        var id = before?.Id.ToString() ?? "";
        // The id of a forced version is its number: it is listed after the conflicts of the same millisecond, whose ids are hashes.
        var version = before is { } mark && mark.Id.Hash < long.MaxValue ? (long)mark.Id.Hash : long.MaxValue;
        var conflicts = await db.ConflictsOf(key).AsNoTracking()
            .Where(c => c.At < at || (c.At == at && string.Compare(c.Conflict, id) < 0))
            .OrderByDescending(c => c.At).ThenByDescending(c => c.Conflict)
            .Take(limit)
            .ToListAsync(cancellation);
        var forced = await db.ForcedVersionsOf(key)
            .Where(f => f.SavedAt < at || (f.SavedAt == at && f.Version < version))
            .OrderByDescending(f => f.SavedAt).ThenByDescending(f => f.Version)
            .Take(limit)
            .ToListAsync(cancellation);
        return [.. conflicts.Select(c => c.ToRecord(key)).Concat(forced.Select(f => RecordOf(key, f))).OrderByDescending(c => c.At).ThenByDescending(c => c.Id.Hash).Take(limit)];
    });

    /// <inheritdoc/>
    public Task<IReadOnlySet<long>> ListReferencedVersionsAsync(DocumentKey key, DateTimeOffset since) => queries.RunAsync<IReadOnlySet<long>>(async (db, cancellation) =>
    {
        var conflicts = await db.ConflictsOf(key).Where(c => c.At >= since).Select(c => new { c.Base, c.Head, c.SettledVersion }).ToListAsync(cancellation);
        var forced = await db.ForcedVersionsOf(key).Select(f => f.Version).ToListAsync(cancellation);
        return conflicts.SelectMany(c => (long[])[c.Base ?? c.Head, c.Head, c.SettledVersion ?? c.Head])
            .Concat(forced.SelectMany(version => (long[])[version - 1, version]))
            .ToHashSet();
    });

    /// <summary>A forced save as a record, which is settled by the save itself.</summary>
    private static ConflictRecord RecordOf(DocumentKey key, ForcedVersion forced) => new()
    {
        Id = new ConflictId((UInt128)forced.Version),
        Key = key,
        Kind = ConflictKind.Forced,
        At = forced.SavedAt,
        By = new Person(forced.By, forced.ByName),
        Session = forced.Session is null ? null : SessionKey.FromBytes(forced.Session),
        Head = forced.Version - 1,
        Times = 1,
        Settled = new Settlement(SaveOutcome.Forced, forced.Version, new Person(forced.By, forced.ByName), forced.SavedAt),
    };
}
