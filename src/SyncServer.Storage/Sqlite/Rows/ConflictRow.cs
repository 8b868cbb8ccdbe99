using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Sqlite.Rows;

/// <summary>A conflict on record.</summary>
internal sealed class ConflictRow
{
    public long Doc { get; init; }

    /// <summary>Its id in the wire form.</summary>
    public required string Conflict { get; init; }

    public int Kind { get; init; }

    /// <summary>In milliseconds since 1970 UTC.</summary>
    public long At { get; init; }

    public required string User { get; init; }

    public required string Name { get; init; }

    public byte[]? Session { get; init; }

    public long? Base { get; init; }

    public long Head { get; init; }

    public bool? Mergeable { get; init; }

    public long Times { get; init; }

    /// <summary>All of these are null while it is open.</summary>
    public int? SettledOutcome { get; init; }

    public long? SettledVersion { get; init; }

    public string? SettledUser { get; init; }

    public string? SettledName { get; init; }

    /// <summary>In milliseconds since 1970 UTC.</summary>
    public long? SettledAt { get; init; }

    /// <summary>The row as readers know it.</summary>
    public ConflictRecord ToRecord(DocumentKey key) => new()
    {
        Id = ConflictId.TryParse(Conflict, out var id) ? id : default,
        Key = key,
        Kind = (ConflictKind)Kind,
        At = DateTimeOffset.FromUnixTimeMilliseconds(At),
        By = new Person(User, Name),
        Session = Session is null ? null : SessionKey.FromBytes(Session),
        Base = Base,
        Head = Head,
        Mergeable = Mergeable,
        Times = Times,
        Settled = SettledAt is not { } at ? null
            : new Settlement((SaveOutcome)SettledOutcome!, SettledVersion!.Value, new Person(SettledUser!, SettledName!), DateTimeOffset.FromUnixTimeMilliseconds(at)),
    };
}
