using SyncServer.Core.Documents;
using SyncServer.Core.Live;
using SyncServer.Core.Saving;

namespace SyncServer.Live;

/// <summary>
/// Who has which document open, on any node. It lives in memory: what a node is told it tells the others, and every entry dies everywhere by
/// itself, as long after it was last heard of. A node that begins to listen asks the others for what they know.
/// </summary>
internal sealed class PresenceBoard : BackgroundService, ICommitObserver
{
    private const int Max = 20_000;
    private const int MaxOfDocument = 200;

    /// <summary>How long a session is present without a sign.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    // A session that saves without pause shows so no oftener.
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<DocumentKey, List<Entry>> _documents = [];
    private readonly Subscribers _subscribers;
    private readonly NodeLink _nodes;
    private readonly TimeProvider _time;
    private int _count;

    public PresenceBoard(Subscribers subscribers, NodeLink nodes, TimeProvider time)
    {
        (_subscribers, _nodes, _time) = (subscribers, nodes, time);
        nodes.OnHeard(message =>
        {
            if (message is NodeMessage.Presence told)
            {
                Hear(told);
            }
            else if (message is NodeMessage.Hello)
            {
                TellAgain();
            }
        });
    }

    /// <summary>Who is there, in the order of their coming.</summary>
    public IReadOnlyList<PresentSession> Of(DocumentKey key)
    {
        lock (_lock)
        {
            return _documents.TryGetValue(key, out var entries) ? [.. entries.Where(IsAlive).Select(entry => entry.What)] : [];
        }
    }

    /// <summary>A session shows what it does.</summary>
    /// <returns>False where there is no room.</returns>
    public bool Show(PresentSession what)
    {
        lock (_lock)
        {
            return Show(what, Find(what.Key, what.Session));
        }
    }

    /// <summary>A session leaves.</summary>
    public void Leave(DocumentKey key, SessionKey session)
    {
        lock (_lock)
        {
            if (Find(key, session) is { } entry)
            {
                entry.Stamp = NextStamp(entry);
                Remove(entry);
                Send(entry, PresenceState.Gone);
            }
        }
    }

    /// <summary>Whoever saves edits. The writer calls this: nearly always it finds that this is known.</summary>
    public void Committed(CommittedBatch batch)
    {
        lock (_lock)
        {
            for (var i = 0; i < batch.Decisions.Count; i++)
            {
                if (batch.Decisions[i] is SaveDecision.Accepted && batch.Commands[i] is { Session: { } session } command)
                {
                    var entry = Find(command.Key, session);
                    if (entry is not { What.State: PresenceState.Editing } || _time.GetElapsedTime(entry.SeenAt) >= SaveEvery)
                    {
                        Show(new PresentSession(command.Key, session, command.By, PresenceState.Editing, entry?.What.Field), entry);
                    }
                }
            }
        }
    }

    /// <summary>Removes whom nobody has heard of for too long.</summary>
    public void Sweep()
    {
        lock (_lock)
        {
            foreach (var entry in _documents.Values.SelectMany(entries => entries).Where(entry => !IsAlive(entry)).ToList())
            {
                Remove(entry);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var seconds = new PeriodicTimer(TimeSpan.FromSeconds(1), _time);
        try
        {
            while (await seconds.WaitForNextTickAsync(stoppingToken))
            {
                Sweep();
            }
        }
        catch (OperationCanceledException)
        {
            // The others hear nothing more of this node's sessions, and let them go.
        }
    }

    private bool Show(PresentSession what, Entry? entry)
    {
        if (entry is null && !HasRoom(what.Key))
        {
            return false;
        }

        var stamp = NextStamp(entry);
        entry = Put(entry, what, stamp, _time.GetTimestamp());
        entry.IsOwn = true;
        Send(entry, what.State);
        return true;
    }

    private void Hear(NodeMessage.Presence told)
    {
        var key = new DocumentKey(told.Collection, told.Id);
        var session = SessionKey.FromBytes(Convert.FromHexString(told.Session));
        lock (_lock)
        {
            var entry = Find(key, session);
            if (entry?.Stamp >= told.Stamp)
            {
                return;
            }

            if (told.State is PresenceState.Gone)
            {
                Remove(entry);
            }
            else if (told.Age < Life.TotalMilliseconds && (entry is not null || HasRoom(key)))
            {
                var what = new PresentSession(key, session, new Person(told.User, told.Name), told.State, told.Field);
                var seenAt = _time.GetTimestamp() - (long)(Math.Max(0, told.Age) / 1000.0 * _time.TimestampFrequency);
                Put(entry, what, told.Stamp, seenAt).IsOwn = false;
            }
        }
    }

    private void TellAgain()
    {
        lock (_lock)
        {
            foreach (var entry in _documents.Values.SelectMany(entries => entries).Where(entry => entry.IsOwn && IsAlive(entry)))
            {
                Send(entry, entry.What.State);
            }
        }
    }

    private Entry Put(Entry? entry, PresentSession what, long stamp, long seenAt)
    {
        var isNews = entry?.What != what;
        if (entry is null)
        {
            if (!_documents.TryGetValue(what.Key, out var entries))
            {
                _documents[what.Key] = entries = [];
            }

            entries.Add(entry = new Entry(what));
            _count++;
        }

        (entry.What, entry.Stamp, entry.SeenAt) = (what, stamp, seenAt);
        if (isNews)
        {
            _subscribers.Tell(new LiveEvent.Present(what));
        }

        return entry;
    }

    private void Remove(Entry? entry)
    {
        if (entry is null || !_documents.TryGetValue(entry.What.Key, out var entries) || !entries.Remove(entry))
        {
            return;
        }

        _count--;
        if (entries.Count == 0)
        {
            _documents.Remove(entry.What.Key);
        }

        _subscribers.Tell(new LiveEvent.Present(entry.What with { State = PresenceState.Gone, Field = null }));
    }

    private Entry? Find(DocumentKey key, SessionKey session) =>
        _documents.TryGetValue(key, out var entries) ? entries.Find(entry => entry.What.Session == session) : null;

    private bool HasRoom(DocumentKey key) =>
        _count < Max && (!_documents.TryGetValue(key, out var entries) || entries.Count < MaxOfDocument);

    private bool IsAlive(Entry entry) => _time.GetElapsedTime(entry.SeenAt) < Life;

    /// <summary>Above the one before, so that nodes whose clocks differ still take the newest.</summary>
    private long NextStamp(Entry? entry) => Math.Max(_time.GetUtcNow().ToUnixTimeMilliseconds(), (entry?.Stamp ?? 0) + 1);

    private void Send(Entry entry, PresenceState state)
    {
        var what = entry.What;
        _nodes.Send(new NodeMessage.Presence(
            what.Key.Collection, what.Key.Id, Convert.ToHexStringLower(what.Session.ToBytes()), what.Person.Id, what.Person.Name, state, what.Field, entry.Stamp,
            (long)_time.GetElapsedTime(entry.SeenAt).TotalMilliseconds));
    }

    /// <summary>One session on one document.</summary>
    private sealed class Entry(PresentSession what)
    {
        public PresentSession What { get; set; } = what;

        public long Stamp { get; set; }

        public long SeenAt { get; set; }

        /// <summary>Whether this node heard of it last by itself: then it is the one that tells newcomers.</summary>
        public bool IsOwn { get; set; }
    }
}
