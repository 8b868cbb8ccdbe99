using SyncServer.Core.Documents;
using SyncServer.Core.Live;

namespace SyncServer.Live;

/// <summary>The open streams of this node by topic, and the cursor up to which the log is published to them.</summary>
internal sealed class Subscribers
{
    // Each second one part of the streams gets a heartbeat, so each stream every 15 seconds.
    private const int Parts = 15;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string? Collection, string? Id), HashSet<Subscription>> _topics = [];
    private ChangeCursor _live;
    private int _followers;
    private bool _closed;

    /// <summary>The number of subscriptions that follow the log.</summary>
    public int Followers => Volatile.Read(ref _followers);

    /// <summary>The cursor up to which the log is published to the followers; null if there are none.</summary>
    public ChangeCursor? Live
    {
        get
        {
            lock (_lock)
            {
                return _followers > 0 ? _live : null;
            }
        }
    }

    /// <summary>Adds a subscription. It gets the events that are not in the log; for those of the log, call <see cref="Follow"/>.</summary>
    public void Add(Subscription subscription)
    {
        lock (_lock)
        {
            if (_closed)
            {
                subscription.Complete();
                return;
            }

            if (!_topics.TryGetValue(subscription.Topic, out var same))
            {
                _topics[subscription.Topic] = same = [];
            }

            same.Add(subscription);
        }
    }

    /// <summary>Publishes the log to an added subscription.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="from">The cursor up to which it has read the log. If there are no other followers, publishing starts there.</param>
    /// <returns>The cursor after which the subscription gets every change. It may also get some changes before it.</returns>
    public ChangeCursor Follow(Subscription subscription, ChangeCursor from)
    {
        lock (_lock)
        {
            _live = _followers++ == 0 ? from : _live;
            subscription.Follows = true;
            return _live;
        }
    }

    /// <summary>Removes a subscription.</summary>
    public void Remove(Subscription subscription)
    {
        lock (_lock)
        {
            _followers -= subscription.Follows ? 1 : 0;
            if (_topics.TryGetValue(subscription.Topic, out var same) && same.Remove(subscription) && same.Count == 0)
            {
                _topics.Remove(subscription.Topic);
            }
        }
    }

    /// <summary>Publishes the next changes of the log, unless the cursor has moved meanwhile.</summary>
    /// <param name="page">The changes.</param>
    /// <param name="after">The cursor that they follow.</param>
    public void Publish(ChangePage page, ChangeCursor after)
    {
        lock (_lock)
        {
            if (_live != after)
            {
                return;
            }

            foreach (var change in page.Changes)
            {
                PublishToTopics(new LiveEvent.Changed(change));
            }

            _live = page.Next;
        }
    }

    /// <summary>Closes all streams that follow the log, as their cursor is lost: their clients reconnect and get <c>reset</c>.</summary>
    /// <param name="lost">The cursor.</param>
    public void CloseFollowers(ChangeCursor lost)
    {
        lock (_lock)
        {
            if (_live != lost)
            {
                return;
            }

            // The next follower sets a new cursor.
            _followers = 0;
            foreach (var subscription in _topics.Values.SelectMany(same => same).Where(one => one.Follows))
            {
                subscription.Follows = false;
                subscription.Complete();
            }
        }
    }

    /// <summary>Publishes an event that is not in the log.</summary>
    public void Publish(LiveEvent what)
    {
        lock (_lock)
        {
            PublishToTopics(what);
        }
    }

    /// <summary>Closes streams whose token has expired, and sends a heartbeat to one part of the others. Called every second.</summary>
    public void Tick(long second, DateTimeOffset now)
    {
        lock (_lock)
        {
            var heartbeat = new StreamNotice(what: null, _live);
            foreach (var subscription in _topics.Values.SelectMany(same => same))
            {
                if (subscription.Until <= now)
                {
                    subscription.Complete();
                }
                else if (subscription.Number % Parts == second % Parts)
                {
                    subscription.EnqueueHeartbeat(heartbeat);
                }
            }
        }
    }

    /// <summary>Closes all streams, and from then on every new one.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var subscription in _topics.Values.SelectMany(same => same))
            {
                subscription.Complete();
            }
        }
    }

    private void PublishToTopics(LiveEvent what)
    {
        StreamNotice? notice = null;
        var (collection, id) = what.Key;
        foreach (var topic in (ReadOnlySpan<(string?, string?)>)[(collection, id), (collection, null), (null, null)])
        {
            if (_topics.TryGetValue(topic, out var same))
            {
                notice ??= new StreamNotice(what);
                foreach (var subscription in same)
                {
                    if (subscription.Follows || what is not LiveEvent.Changed)
                    {
                        subscription.Enqueue(notice);
                    }
                }
            }
        }
    }
}
