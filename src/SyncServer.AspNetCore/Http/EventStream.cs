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
/// One open stream: first from the log, then live. It joins the live events at a place that is known, reads the log up to there, and leaves out what
/// it is told twice, so that there is neither a gap nor a repeat.
/// </summary>
internal sealed class EventStream(
    HttpContext http, IChangeFeed feed, ChangeTail tail, Subscribers subscribers, IReadAccess access, string? collection, string? id)
{
    private const int Page = 500;

    private readonly Person _user = http.User.ToPerson();

    /// <summary>Everything after a place.</summary>
    /// <param name="from">The place.</param>
    /// <param name="isLost">Whether the client asked for another one, which is not known.</param>
    /// <param name="cancellation">The client is gone.</param>
    public async IAsyncEnumerable<SseItem<byte[]>> ReadAsync(ChangeCursor from, bool isLost, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var until = http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc ?? DateTimeOffset.MaxValue;
        var subscription = new Subscription(collection, id, until, http.Abort);
        try
        {
            subscribers.Enter(subscription);
            // Sends the head too: from here on nothing is missed. The client knows where it is before anything happens.
            await ShowAsync(from, cancellation);
            if (isLost)
            {
                yield return new SseItem<byte[]>(JsonSerializer.SerializeToUtf8Bytes(new CursorJson(from.ToString()), WireJson.Wire.CursorJson), "reset")
                {
                    EventId = from.ToString(),
                };
            }

            var place = from;
            ChangeCursor? live = null;
            // What lies before the live place is told from the log, however long it takes until that is certain here too.
            while (live is null || place.Position < live.Value.Position)
            {
                cancellation.ThrowIfCancellationRequested();
                if (subscription.HasEnded || await TryReadAsync(place) is not { } page)
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

                place = page.Next;
                // Not before the log is nearly read: what is told from then on has to wait for the rest.
                live ??= page.Changes.Count < Page ? tail.Follow(subscription, place) : null;
                if (subscription.TakeHeartbeat())
                {
                    await ShowAsync(place, cancellation);
                }
            }

            await foreach (var told in subscription.ReadAllAsync(cancellation))
            {
                if (told.Event is null)
                {
                    // What concerned other documents need not be read again either.
                    place = told.Cursor.Position > place.Position ? told.Cursor : place;
                    await ShowAsync(place, cancellation);
                }
                else if (told.Event is not LiveEvent.Changed { Change.Cursor: var at } || at.Position > place.Position)
                {
                    place = told.Event is LiveEvent.Changed { Change: var change } ? change.Cursor : place;
                    if (await IsWantedAsync(told.Event.Key))
                    {
                        yield return (told.Item ??= new StrongBox<SseItem<byte[]>>(ItemOf(told.Event))).Value;
                    }
                }
            }
        }
        finally
        {
            subscribers.Leave(subscription);
        }
    }

    private static SseItem<byte[]> ItemOf(LiveEvent what) => what switch
    {
        LiveEvent.Changed { Change: var change } => ItemOf(change),
        // No place in the log: the client keeps the one that it has.
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

    /// <summary>A comment and a cursor without an event, between two events.</summary>
    private async Task ShowAsync(ChangeCursor cursor, CancellationToken cancellation)
    {
        await http.Response.Body.WriteAsync(Encoding.ASCII.GetBytes($":\nid: {cursor}\n\n"), cancellation);
        await http.Response.Body.FlushAsync(cancellation);
    }

    private async ValueTask<bool> IsWantedAsync(DocumentKey key) =>
        (collection is null || string.Equals(collection, key.Collection, StringComparison.Ordinal))
        && (id is null || string.Equals(id, key.Id, StringComparison.Ordinal))
        && await access.MayReadAsync(_user, key);

    /// <summary>Null where the place is lost, or the store does not answer: then the stream ends, and the client comes back.</summary>
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
