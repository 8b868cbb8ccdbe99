using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Rows;

/// <summary>A conflict on record. A derived type adds the key of the document.</summary>
internal abstract class ConflictRow
{
    /// <summary>Its id, as on the wire.</summary>
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

    /// <summary>This and the columns below are null while the conflict is open.</summary>
    public short? SettledOutcome { get; init; }

    public long? SettledVersion { get; init; }

    public string? SettledBy { get; init; }

    public string? SettledByName { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>The conflict of a document.</summary>
    public ConflictRecord ToRecord(DocumentKey key) => new()
    {
        Id = ConflictId.TryParse(Conflict, out var id) ? id : default,
        Key = key,
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
