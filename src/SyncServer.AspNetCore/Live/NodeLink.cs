using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using SyncServer.Core.Live;
using SyncServer.Core.Saving;

namespace SyncServer.Live;

/// <summary>
/// Carries messages to the other nodes and hears theirs. Nobody waits for it: what does not get through in time is dropped, and whoever begins to
/// listen asks for what it may have missed.
/// </summary>
/// <param name="channels">The ways, the best first; none where there is one node.</param>
/// <param name="logger">Told of messages that cannot be read.</param>
internal sealed class NodeLink(IEnumerable<INodeChannel> channels, ILogger<NodeLink> logger) : BackgroundService, ICommitObserver
{
    private const int MaxWaiting = 10_000;
    private const int MaxAtOnce = 200;

    // What NOTIFY takes.
    private const int MaxBytes = 7_900;

    private readonly IReadOnlyList<INodeChannel> _channels = [.. channels];
    private readonly string _name = Guid.NewGuid().ToString("n");
    private readonly Channel<NodeMessage> _waiting = Channel.CreateBounded<NodeMessage>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    private ImmutableArray<Action<NodeMessage>> _listeners = [];
    private int _changes;

    /// <summary>Tells somebody of every message of another node, from now on.</summary>
    public void OnHeard(Action<NodeMessage> listener) => ImmutableInterlocked.Update(ref _listeners, listeners => listeners.Add(listener));

    /// <summary>Tells all other nodes.</summary>
    public void Send(NodeMessage message)
    {
        if (_channels.Count > 0)
        {
            _waiting.Writer.TryWrite(message);
        }
    }

    /// <summary>Tells the other nodes that there is something to read in the log, where a channel takes that; elsewhere they look by themselves.</summary>
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
            await Task.WhenAll([SendAsync(stoppingToken), .. _channels.Select(channel => channel.ListenAsync(Hear, () => Send(new NodeMessage.Hello()), stoppingToken))]);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not sent is missed by nobody: this node is going.
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

            // Before sending: a save that comes now may not be seen by whoever is told now.
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

    private void Hear(string text)
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
            // Perhaps of another release.
            Log.NodeMessageNotRead(logger, e);
        }
    }
}
