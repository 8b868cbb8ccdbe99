using System.Text.Json;
using SyncServer.Core.Live;
using SyncServer.Core.Locking;

namespace SyncServer.Http;

/// <summary>A committed change.</summary>
internal sealed record ChangeJson(
    string Cursor, string Collection, string Id, long Version, string Etag, bool Deleted, string SavedAt, PersonJson SavedBy, string? Session)
{
    public static ChangeJson Of(Change change) => new(
        change.Cursor.ToString(), change.Key.Collection, change.Key.Id, change.ETag.Version, change.ETag.ToString(), change.Deleted,
        WireTime.Format(change.SavedAt), PersonJson.Of(change.SavedBy), change.Session?.ToString());
}

/// <summary>The data of a <c>reset</c> event.</summary>
internal sealed record CursorJson(string Cursor);

/// <summary>A session that has a document open.</summary>
internal sealed record PresenceJson(PersonJson Person, string Session, string State, string? Field)
{
    public static string NameOf(PresenceState state) => JsonNamingPolicy.CamelCase.ConvertName(state.ToString());

    public static PresenceJson Of(PresentSession present) =>
        new(PersonJson.Of(present.Person), present.Session.ToString(), NameOf(present.State), present.Field);
}

/// <summary>The data of a <c>presence</c> event.</summary>
internal sealed record PresenceEventJson(string Collection, string Id, PersonJson Person, string Session, string State, string? Field)
{
    public static PresenceEventJson Of(PresentSession present) => new(
        present.Key.Collection, present.Key.Id, PersonJson.Of(present.Person), present.Session.ToString(), PresenceJson.NameOf(present.State), present.Field);
}

/// <summary>The body of <c>PUT …/presence</c>.</summary>
internal sealed record PresenceBodyJson(string? State, string? Field);

/// <summary>The data of a <c>locked</c> or <c>unlocked</c> event.</summary>
internal sealed record LockEventJson(
    string Collection, string Id, string LockId, string Scope, PersonJson Holder, string Session, string ExpiresAt, int TtlSeconds, long Fence, PersonJson? TakenBy)
{
    public static LockEventJson Of(LockNotice news)
    {
        var held = LockJson.Of(news.Lock);
        return new LockEventJson(
            news.Key.Collection, news.Key.Id, held.LockId, held.Scope, held.Holder, held.Session, held.ExpiresAt, held.TtlSeconds, held.Fence,
            news.TakenBy is { } taker ? PersonJson.Of(taker) : null);
    }
}
