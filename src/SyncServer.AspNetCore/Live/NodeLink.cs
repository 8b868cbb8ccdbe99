using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using SyncServer.Core.Live;
using SyncServer.Core.Saving;

namespace SyncServer.Live;

/// <summary>
/// Sends messages to the other nodes and receives theirs, at most once: no caller waits for it, and if the queue is full the oldest messages are dropped. A node that
/// starts to listen requests what it may have missed.
/// </summary>
/// <param name="channels">The channels, in order of preference; none if there is only one node.</param>
/// <param name="logger">The logger.</param>
internal sealed class NodeLink(IEnumerable<INodeChannel> channels, ILogger<NodeLink> logger) : BackgroundService, ICommitObserver
{
    private const int MaxWaiting = 10_000;
    private const int MaxAtOnce = 200;

    // The payload limit of NOTIFY is 8,000 bytes.
    private const int MaxBytes = 7_900;

    private readonly IReadOnlyList<INodeChannel> _channels = [.. channels];
    private readonly string _name = Guid.NewGuid().ToString("n");
    private readonly Channel<NodeMessage> _waiting = Channel.CreateBounded<NodeMessage>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    private ImmutableArray<Action<NodeMessage>> _listeners = [];
    private int _changes;

    /// <summary>Adds a listener for the messages of other nodes.</summary>
    public void Subscribe(Action<NodeMessage> listener) => ImmutableInterlocked.Update(ref _listeners, listeners => listeners.Add(listener));

    /// <summary>Queues a message for all other nodes.</summary>
    public void Send(NodeMessage message)
    {
        if (_channels.Count > 0)
        {
            _waiting.Writer.TryWrite(message);
        }
    }

    /// <summary>Notifies the other nodes of new changes in the log, if a channel can be used for every save; otherwise they poll.</summary>
    public void Committed(CommittedBatch batch)
    {
        if (batch.HasWritten && _channels.Any(channel => channel.CarriesEverySave) && Interlocked.Exchange(ref _changes, 1) == 0)
        {
            _waiting.Writer.TryWrite(new NodeMessage.Changes());
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll([SendAsync(stoppingToken), .. _channels.Select(channel => channel.ListenAsync(Receive, () => Send(new NodeMessage.Hello()), stoppingToken))]);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Unsent messages are about sessions of this node, which end with it.
        }
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        var messages = new List<NodeMessage>();
        while (await _waiting.Reader.WaitToReadAsync(cancellation))
        {
            messages.Clear();
            while (messages.Count < MaxAtOnce && _waiting.Reader.TryRead(out var message))
            {
                messages.Add(message);
            }

            // Reset before sending: a node that is notified now may read the log before the next commit.
            Volatile.Write(ref _changes, 0);
            foreach (var channel in _channels)
            {
                List<string> texts = [.. messages.Where(message => channel.CarriesEverySave || message is not NodeMessage.Changes)
                    .Select(message => JsonSerializer.Serialize(new NodeEnvelope(_name, message), NodeJson.Plain.NodeEnvelope))
                    .Where(text => Encoding.UTF8.GetByteCount(text) <= MaxBytes)];
                if (texts.Count == 0 || await channel.TrySendAsync(texts))
                {
                    break;
                }
            }
        }
    }

    private void Receive(string text)
    {
        try
        {
            var envelope = JsonSerializer.Deserialize(text, NodeJson.Plain.NodeEnvelope)!;
            if (string.Equals(envelope.From, _name, StringComparison.Ordinal))
            {
                return;
            }

            foreach (var listener in _listeners)
            {
                listener(envelope.Message);
            }
        }
        catch (Exception e)
        {
            // The sender may be another version.
            Log.NodeMessageNotRead(logger, e);
        }
    }
}
