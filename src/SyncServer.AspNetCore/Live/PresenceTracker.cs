using SyncServer.Core.Documents;
using SyncServer.Core.Live;
using SyncServer.Core.Saving;

namespace SyncServer.Live;

/// <summary>
/// The sessions that have a document open, on any node. Each node keeps all entries in memory: it sends its own updates to the other nodes, and every node expires an
/// entry by itself, at the same time after the last update. A node that starts to listen requests the entries of the others.
/// </summary>
internal sealed class PresenceTracker : BackgroundService, ICommitObserver
{
    private const int Max = 20_000;
    private const int MaxOfDocument = 200;

    /// <summary>The time from the last update of a session until it expires: 30 seconds.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    // Limits the updates of a session that saves continuously.
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<DocumentKey, List<Entry>> _documents = [];
    private readonly Subscribers _subscribers;
    private readonly NodeLink _nodes;
    private readonly TimeProvider _time;
    private int _count;

    public PresenceTracker(Subscribers subscribers, NodeLink nodes, TimeProvider time)
    {
        (_subscribers, _nodes, _time) = (subscribers, nodes, time);
        nodes.Subscribe(message =>
        {
            if (message is NodeMessage.Presence presence)
            {
                Receive(presence);
            }
            else if (message is NodeMessage.Hello)
            {
                Republish();
            }
        });
    }

    /// <summary>The sessions that have a document open, in the order in which they opened it.</summary>
    public IReadOnlyList<PresentSession> List(DocumentKey key)
    {
        lock (_lock)
        {
            return _documents.TryGetValue(key, out var entries) ? [.. entries.Where(IsAlive).Select(entry => entry.What)] : [];
        }
    }

    /// <summary>Adds a session, or updates its state.</summary>
    /// <returns>False if there is no room.</returns>
    public bool TryUpdate(PresentSession what)
    {
        lock (_lock)
        {
            return TryUpdate(what, Find(what.Key, what.Session));
        }
    }

    /// <summary>Removes a session.</summary>
    public void Remove(DocumentKey key, SessionKey session)
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

    /// <summary>Sets the state of sessions that saved to editing. The writer loop calls this; usually the state is already set.</summary>
    public void Committed(CommittedBatch batch)
    {
        lock (_lock)
        {
            for (var i = 0; i < batch.Decisions.Count; i++)
            {
                if (batch.Decisions[i] is SaveDecision.Accepted && batch.Commands[i] is { Session: { } session } command)
                {
                    var entry = Find(command.Key, session);
                    if (entry is not { What.State: PresenceState.Editing } || _time.GetElapsedTime(entry.SeenAt) >= SaveInterval)
                    {
                        TryUpdate(new PresentSession(command.Key, session, command.By, PresenceState.Editing, entry?.What.Field), entry);
                    }
                }
            }
        }
    }

    /// <summary>Removes expired sessions.</summary>
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
            // The other nodes expire this node's sessions.
        }
    }

    private bool TryUpdate(PresentSession what, Entry? entry)
    {
        if (entry is null && !HasRoom(what.Key))
        {
            return false;
        }

        var stamp = NextStamp(entry);
        entry = Set(entry, what, stamp, _time.GetTimestamp());
        entry.IsOwn = true;
        Send(entry, what.State);
        return true;
    }

    private void Receive(NodeMessage.Presence message)
    {
        var key = new DocumentKey(message.Collection, message.Id);
        var session = SessionKey.FromBytes(Convert.FromHexString(message.Session));
        lock (_lock)
        {
            var entry = Find(key, session);
            if (entry?.Stamp >= message.Stamp)
            {
                return;
            }

            if (message.State is PresenceState.Gone)
            {
                Remove(entry);
            }
            else if (message.Age < Life.TotalMilliseconds && (entry is not null || HasRoom(key)))
            {
                var what = new PresentSession(key, session, new Person(message.User, message.Name), message.State, message.Field);
                var seenAt = _time.GetTimestamp() - (long)(Math.Max(0, message.Age) / 1000.0 * _time.TimestampFrequency);
                Set(entry, what, message.Stamp, seenAt).IsOwn = false;
            }
        }
    }

    private void Republish()
    {
        lock (_lock)
        {
            foreach (var entry in _documents.Values.SelectMany(entries => entries).Where(entry => entry.IsOwn && IsAlive(entry)))
            {
                Send(entry, entry.What.State);
            }
        }
    }

    private Entry Set(Entry? entry, PresentSession what, long stamp, long seenAt)
    {
        var hasChanged = entry?.What != what;
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
        if (hasChanged)
        {
            _subscribers.Publish(new LiveEvent.Present(what));
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

        _subscribers.Publish(new LiveEvent.Present(entry.What with { State = PresenceState.Gone, Field = null }));
    }

    private Entry? Find(DocumentKey key, SessionKey session) =>
        _documents.TryGetValue(key, out var entries) ? entries.Find(entry => entry.What.Session == session) : null;

    private bool HasRoom(DocumentKey key) =>
        _count < Max && (!_documents.TryGetValue(key, out var entries) || entries.Count < MaxOfDocument);

    private bool IsAlive(Entry entry) => _time.GetElapsedTime(entry.SeenAt) < Life;

    /// <summary>Greater than the entry's stamp, so that the newest update wins even if the clocks of nodes differ.</summary>
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

        /// <summary>Whether the last update came to this node, which then sends the entry to nodes that start to listen.</summary>
        public bool IsOwn { get; set; }
    }
}
