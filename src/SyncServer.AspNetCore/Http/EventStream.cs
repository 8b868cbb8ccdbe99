using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Live;
using SyncServer.Core.Locking;
using SyncServer.Identity;
using SyncServer.Live;

namespace SyncServer.Http;

/// <summary>
/// One open event stream: first from the log, then live. It subscribes to the live events at a known cursor, reads the log up to that cursor, and skips
/// duplicates, so that there is neither a gap nor a repeat.
/// </summary>
internal sealed class EventStream(
    HttpContext http, IChangeFeed feed, ChangeTail tail, Subscribers subscribers, IReadAccess access, string? collection, string? id)
{
    private const int Page = 500;

    private readonly Person _user = http.User.ToPerson();

    /// <summary>Yields the events after a cursor.</summary>
    /// <param name="from">The cursor.</param>
    /// <param name="reset">Whether the client asked for an unknown cursor, so that the first event is <c>reset</c>.</param>
    /// <param name="cancellation">Cancelled when the client disconnects.</param>
    public async IAsyncEnumerable<SseItem<byte[]>> ReadAsync(ChangeCursor from, bool reset, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var until = http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc ?? DateTimeOffset.MaxValue;
        var subscription = new Subscription(collection, id, until, http.Abort);
        try
        {
            subscribers.Add(subscription);
            // Also sends the response headers: once the client has them, no event is missed.
            await WriteCursorAsync(from, cancellation);
            if (reset)
            {
                yield return new SseItem<byte[]>(JsonSerializer.SerializeToUtf8Bytes(new CursorJson(from.ToString()), WireJson.Wire.CursorJson), "reset")
                {
                    EventId = from.ToString(),
                };
            }

            var cursor = from;
            ChangeCursor? live = null;
            // Changes before the live cursor come from the log, even if this node can read them only later.
            while (live is null || cursor.Position < live.Value.Position)
            {
                cancellation.ThrowIfCancellationRequested();
                if (subscription.IsCompleted || await TryReadAsync(cursor) is not { } page)
                {
                    yield break;
                }

                foreach (var change in page.Changes)
                {
                    if (await IsWantedAsync(change.Key))
                    {
                        yield return ItemOf(change);
                    }
                }

                cursor = page.Next;
                // Only near the end of the log, as live events are queued until the log is read.
                live ??= page.Changes.Count < Page ? tail.Follow(subscription, cursor) : null;
                if (subscription.TakeHeartbeat())
                {
                    await WriteCursorAsync(cursor, cancellation);
                }
            }

            await foreach (var notice in subscription.ReadAllAsync(cancellation))
            {
                if (notice.Event is null)
                {
                    // Moves past changes of other documents, so that they are not read again on resume.
                    cursor = notice.Cursor.Position > cursor.Position ? notice.Cursor : cursor;
                    await WriteCursorAsync(cursor, cancellation);
                }
                else if (notice.Event is not LiveEvent.Changed { Change.Cursor: var at } || at.Position > cursor.Position)
                {
                    cursor = notice.Event is LiveEvent.Changed { Change: var change } ? change.Cursor : cursor;
                    if (await IsWantedAsync(notice.Event.Key))
                    {
                        yield return (notice.Item ??= new StrongBox<SseItem<byte[]>>(ItemOf(notice.Event))).Value;
                    }
                }
            }
        }
        finally
        {
            subscribers.Remove(subscription);
        }
    }

    private static SseItem<byte[]> ItemOf(LiveEvent what) => what switch
    {
        LiveEvent.Changed { Change: var change } => ItemOf(change),
        // Not in the log, so without an id: the client keeps its last one.
        LiveEvent.Present { Session: var session } =>
            new SseItem<byte[]>(JsonSerializer.SerializeToUtf8Bytes(PresenceEventJson.Of(session), WireJson.Wire.PresenceEventJson), "presence"),
        LiveEvent.Locking { Notice: var news } => new SseItem<byte[]>(
            JsonSerializer.SerializeToUtf8Bytes(LockEventJson.Of(news), WireJson.Wire.LockEventJson), news.Change is LockChange.Taken ? "locked" : "unlocked"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static SseItem<byte[]> ItemOf(Change change) =>
        new(JsonSerializer.SerializeToUtf8Bytes(ChangeJson.Of(change), WireJson.Wire.ChangeJson), change.Deleted ? "deleted" : "saved")
        {
            EventId = change.Cursor.ToString(),
        };

    /// <summary>Writes a comment and the cursor, without an event.</summary>
    private async Task WriteCursorAsync(ChangeCursor cursor, CancellationToken cancellation)
    {
        await http.Response.Body.WriteAsync(Encoding.ASCII.GetBytes($":\nid: {cursor}\n\n"), cancellation);
        await http.Response.Body.FlushAsync(cancellation);
    }

    private async ValueTask<bool> IsWantedAsync(DocumentKey key) =>
        (collection is null || string.Equals(collection, key.Collection, StringComparison.Ordinal))
        && (id is null || string.Equals(id, key.Id, StringComparison.Ordinal))
        && await access.MayReadAsync(_user, key);

    /// <summary>Returns null if the cursor is lost or the store is unavailable: the stream ends, and the client reconnects.</summary>
    private async Task<ChangePage?> TryReadAsync(ChangeCursor after)
    {
        try
        {
            return await feed.ReadAsync(after, Page);
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }
}
