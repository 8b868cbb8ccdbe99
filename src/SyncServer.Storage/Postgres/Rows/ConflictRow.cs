using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Postgres.Rows;

/// <summary>A conflict on record.</summary>
internal sealed class ConflictRow
{
    public required string Collection { get; init; }

    public required string Id { get; init; }

    /// <summary>Its id in the wire form.</summary>
    public required string Conflict { get; init; }

    public short Kind { get; init; }

    public DateTimeOffset At { get; init; }

    public required string By { get; init; }

    public required string ByName { get; init; }

    public byte[]? Session { get; init; }

    public long? Base { get; init; }

    public long Head { get; init; }

    public bool? Mergeable { get; init; }

    public long Times { get; init; }

    /// <summary>All of these are null while it is open.</summary>
    public short? SettledOutcome { get; init; }

    public long? SettledVersion { get; init; }

    public string? SettledBy { get; init; }

    public string? SettledByName { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>The row as readers know it.</summary>
    public ConflictRecord ToRecord() => new()
    {
        Id = ConflictId.TryParse(Conflict, out var id) ? id : default,
        Key = new DocumentKey(Collection, Id),
        Kind = (ConflictKind)Kind,
        At = At,
        By = new Person(By, ByName),
        Session = Session is null ? null : SessionKey.FromBytes(Session),
        Base = Base,
        Head = Head,
        Mergeable = Mergeable,
        Times = Times,
        Settled = SettledAt is not { } at ? null
            : new Settlement((SaveOutcome)SettledOutcome!, SettledVersion!.Value, new Person(SettledBy!, SettledByName!), at),
    };
}
