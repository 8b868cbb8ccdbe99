using SyncServer.Core.Documents;
using SyncServer.Core.Live;

namespace SyncServer.Live;

/// <summary>The open streams of this node by what they are about, and the place in the log up to which all of them were told.</summary>
internal sealed class Subscribers
{
    // How many parts the streams fall into for signs of life: one part each second.
    private const int Parts = 15;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string? Collection, string? Id), HashSet<Subscription>> _topics = [];
    private ChangeCursor _live;
    private int _followers;
    private bool _ended;

    /// <summary>How many follow the log.</summary>
    public int Followers => Volatile.Read(ref _followers);

    /// <summary>Up to where all followers were told; null where there is nobody.</summary>
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

    /// <summary>Tells a subscription, from now on, what is not in the log.</summary>
    public void Enter(Subscription subscription)
    {
        lock (_lock)
        {
            if (_ended)
            {
                subscription.End();
                return;
            }

            if (!_topics.TryGetValue(subscription.Topic, out var same))
            {
                _topics[subscription.Topic] = same = [];
            }

            same.Add(subscription);
        }
    }

    /// <summary>Tells one that has entered also the log: everything after the place that is given back, and perhaps some of what is before.</summary>
    /// <param name="subscription">The stream.</param>
    /// <param name="from">Up to where it has read the log: where nobody else follows, all go on from there.</param>
    public ChangeCursor Follow(Subscription subscription, ChangeCursor from)
    {
        lock (_lock)
        {
            _live = _followers++ == 0 ? from : _live;
            subscription.Follows = true;
            return _live;
        }
    }

    /// <summary>Tells it no more.</summary>
    public void Leave(Subscription subscription)
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

    /// <summary>Tells the next changes of the log, unless others were told meanwhile.</summary>
    /// <param name="page">The changes.</param>
    /// <param name="after">The place that they follow.</param>
    public void Tell(ChangePage page, ChangeCursor after)
    {
        lock (_lock)
        {
            if (_live != after)
            {
                return;
            }

            foreach (var change in page.Changes)
            {
                TellEach(new LiveEvent.Changed(change));
            }

            _live = page.Next;
        }
    }

    /// <summary>Ends all streams that follow the log, as their place in it is lost: their clients come back and are told to read again.</summary>
    /// <param name="lost">The place.</param>
    public void EndFollowers(ChangeCursor lost)
    {
        lock (_lock)
        {
            if (_live != lost)
            {
                return;
            }

            // Whoever joins from now on does so at a place of its own.
            _followers = 0;
            foreach (var subscription in _topics.Values.SelectMany(same => same).Where(one => one.Follows))
            {
                subscription.Follows = false;
                subscription.End();
            }
        }
    }

    /// <summary>Tells what is not in the log.</summary>
    public void Tell(LiveEvent what)
    {
        lock (_lock)
        {
            TellEach(what);
        }
    }

    /// <summary>Ends the streams whose time has come, and shows the idle ones of one part that they are alive.</summary>
    public void Tick(long second, DateTimeOffset now)
    {
        lock (_lock)
        {
            var alive = new Told(what: null, _live);
            foreach (var subscription in _topics.Values.SelectMany(same => same))
            {
                if (subscription.Until <= now)
                {
                    subscription.End();
                }
                else if (subscription.Number % Parts == second % Parts)
                {
                    subscription.TellIdle(alive);
                }
            }
        }
    }

    /// <summary>Ends all streams, and every later one at once.</summary>
    public void End()
    {
        lock (_lock)
        {
            _ended = true;
            foreach (var subscription in _topics.Values.SelectMany(same => same))
            {
                subscription.End();
            }
        }
    }

    private void TellEach(LiveEvent what)
    {
        Told? told = null;
        var (collection, id) = what.Key;
        foreach (var topic in (ReadOnlySpan<(string?, string?)>)[(collection, id), (collection, null), (null, null)])
        {
            if (_topics.TryGetValue(topic, out var same))
            {
                told ??= new Told(what);
                foreach (var subscription in same)
                {
                    if (subscription.Follows || what is not LiveEvent.Changed)
                    {
                        subscription.Tell(told);
                    }
                }
            }
        }
    }
}
