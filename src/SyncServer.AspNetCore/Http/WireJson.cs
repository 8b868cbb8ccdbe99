using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Live;
using SyncServer.Core.Locking;
using SyncServer.Core.Saving;

namespace SyncServer.Http;

/// <summary>The JSON types of requests and responses (docs/protocol.md, sections 5 to 11).</summary>
[JsonSerializable(typeof(InfoJson))]
[JsonSerializable(typeof(ListJson<InfoJson>))]
[JsonSerializable(typeof(ListJson<RevisionJson>))]
[JsonSerializable(typeof(ListJson<ConflictJson>))]
[JsonSerializable(typeof(LockJson))]
[JsonSerializable(typeof(LockRequestJson))]
[JsonSerializable(typeof(ListJson<LockJson>))]
[JsonSerializable(typeof(ListJson<ChangeJson>))]
[JsonSerializable(typeof(CursorJson))]
[JsonSerializable(typeof(ListJson<PresenceJson>))]
[JsonSerializable(typeof(PresenceEventJson))]
[JsonSerializable(typeof(LockEventJson))]
[JsonSerializable(typeof(PresenceBodyJson))]
[JsonSerializable(typeof(PersonJson))]
[JsonSerializable(typeof(GuestJson))]
[JsonSerializable(typeof(RefreshJson))]
[JsonSerializable(typeof(AccountJson))]
[JsonSerializable(typeof(RoleJson))]
[JsonSerializable(typeof(ListJson<GrantJson>))]
[JsonSerializable(typeof(UserIdJson))]
[JsonSerializable(typeof(ErasedUserJson))]
internal sealed partial class WireJson : JsonSerializerContext
{
    /// <summary>The context to use. Its encoder keeps the quotes of ETags readable; these responses are never embedded in HTML.</summary>
    public static WireJson Wire { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

/// <summary>A person: id and name.</summary>
internal sealed record PersonJson(string Id, string Name)
{
    public static PersonJson Of(Person person) => new(person.Id, person.Name);
}

/// <summary>A page of a list.</summary>
/// <param name="Items">The items.</param>
/// <param name="Next">The value of <c>after</c> or <c>before</c> for the next page; null on the last page.</param>
internal sealed record ListJson<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>The metadata of a document.</summary>
internal sealed record InfoJson(
    string Id, long Version, string Etag, string ContentType, int Size, string CreatedAt, PersonJson CreatedBy, string UpdatedAt,
    PersonJson UpdatedBy, string? Session, IReadOnlyList<LockJson> Locks, IReadOnlyList<PresenceJson> Presence)
{
    public static InfoJson Of(string id, DocumentInfo info, IEnumerable<DocumentLock> locks, IEnumerable<PresentSession> present) => new(
        id, info.Version, info.ETag.ToString(), info.Newest.ContentType, info.Newest.Size, WireTime.Format(info.CreatedAt), PersonJson.Of(info.CreatedBy),
        WireTime.Format(info.Newest.SavedAt), PersonJson.Of(info.Newest.SavedBy), info.Newest.Session?.ToString(),
        [.. locks.Select(LockJson.Of)], [.. present.Select(PresenceJson.Of)]);
}

/// <summary>A lock.</summary>
internal sealed record LockJson(string LockId, string Scope, PersonJson Holder, string Session, string ExpiresAt, int TtlSeconds, long Fence)
{
    public static LockJson Of(DocumentLock held) => new(
        held.Id, held.Scope.Text, PersonJson.Of(held.Holder), held.Session.ToString(), WireTime.Format(held.ExpiresAt), (int)held.Ttl.TotalSeconds, held.Fence);
}

/// <summary>The body that acquires or renews a lock.</summary>
internal sealed record LockRequestJson(string? Scope, int? TtlSeconds, bool? Takeover);

/// <summary>A version in the history of a document.</summary>
internal sealed record RevisionJson(
    long Version, string Etag, string SavedAt, PersonJson SavedBy, string? Session, long? Sequence, long? Base, string Outcome, int Size, bool Deleted)
{
    public static RevisionJson Of(Revision revision) => new(
        revision.ETag.Version, revision.ETag.ToString(), WireTime.Format(revision.SavedAt), PersonJson.Of(revision.SavedBy), revision.Session?.ToString(),
        revision.Sequence, revision.Base, SaveResult.NameOf(revision.Outcome), revision.Size, revision.Deleted);
}

/// <summary>A recorded conflict.</summary>
internal sealed record ConflictJson(
    string ConflictId, string At, PersonJson By, string? Session, long? Base, long Head, string Kind, bool? Mergeable, long Times, SettledJson? Settled)
{
    public static ConflictJson Of(ConflictRecord conflict) => new(
        conflict.Id.ToString(), WireTime.Format(conflict.At), PersonJson.Of(conflict.By), conflict.Session?.ToString(), conflict.Base, conflict.Head,
        conflict.Kind switch { ConflictKind.EditConflict => "edit-conflict", ConflictKind.AlreadyExists => "already-exists", _ => "forced" },
        conflict.Mergeable, conflict.Times, conflict.Settled is { } settled ? SettledJson.Of(settled, conflict.At) : null);
}

/// <summary>How a conflict was settled.</summary>
internal sealed record SettledJson(string How, long Version, PersonJson By, string At, double Seconds)
{
    public static SettledJson Of(Settlement settled, DateTimeOffset since) => new(
        // The clocks of two servers may differ.
        SaveResult.NameOf(settled.Outcome), settled.Version, PersonJson.Of(settled.By), WireTime.Format(settled.At), Math.Max(0, (settled.At - since).TotalSeconds));
}

/// <summary>The body of a guest's sign-in.</summary>
internal sealed record GuestJson(string? Name);

/// <summary>The body of a registration or a login. The name is used for registrations only.</summary>
internal sealed record AccountJson(string? Email, string? Password, string? Name);

/// <summary>The body that grants a role.</summary>
internal sealed record RoleJson(string? Role)
{
    public static string NameOf(Role role) => role.ToString().ToLowerInvariant();

    public static bool TryRead(string? name, out Role role)
    {
        role = Enum.GetValues<Role>().FirstOrDefault(role => NameOf(role).Equals(name, StringComparison.Ordinal));
        return role is not default(Role);
    }
}

/// <summary>An entry of an access list.</summary>
internal sealed record GrantJson(string User, string Role)
{
    public static GrantJson Of(Grant grant) => new(grant.User, RoleJson.NameOf(grant.Role));
}

/// <summary>The body of a refresh.</summary>
internal sealed record RefreshJson(string? RefreshToken);
