using System.Threading.Channels;
using StackExchange.Redis;
using SyncServer.Core.Documents;
using SyncServer.Core.Ports;
using SyncServer.Core.Saving;
using SyncServer.Redis;

namespace SyncServer.LastWriters;

/// <summary>
/// Last-writer state that the nodes share. Saves never wait for it: what is accepted goes to Redis behind their backs, and is dropped where
/// Redis does not keep up.
/// </summary>
internal sealed class RedisLastWriters(InProcessLastWriters own, RedisConnection connection, RedisCircuit circuit) : BackgroundService, ILastWriters
{
    private const int MostWaiting = 10_000;
    private const int MostAtOnce = 500;

    private readonly Channel<AcceptedSave> _accepted = Channel.CreateBounded<AcceptedSave>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    /// <inheritdoc/>
    public WriterHint? Find(DocumentKey key) => own.Find(key);

    /// <inheritdoc/>
    public bool IsVersion(DocumentKey key, ETag etag) => own.IsVersion(key, etag);

    /// <inheritdoc/>
    public void Forget(DocumentKey key) => own.Forget(key);

    /// <inheritdoc/>
    public async ValueTask<WriterHint?> FindAsync(DocumentKey key, Head head)
    {
        var known = await own.FindAsync(key, head);
        if (known is not null)
        {
            return known;
        }

        WriterHint? told = null;
        await circuit.TryAsync(async () => told = RedisScripts.Read(await (await connection.GetAsync()).GetDatabase().HashGetAllAsync(RedisScripts.KeyOf(key))));
        return told?.Head == head.ETag || told?.Head.Version > head.Version ? own.Put(key, head, told) : null;
    }

    /// <inheritdoc/>
    public void Learn(IReadOnlyList<SaveCommand> batch, IReadOnlyList<SaveDecision> decisions)
    {
        own.Learn(batch, decisions);
        for (var i = 0; i < decisions.Count; i++)
        {
            if (AcceptedSave.Of(batch[i], decisions[i]) is { } save)
            {
                _accepted.Writer.TryWrite(save);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _accepted.Reader.WaitToReadAsync(stoppingToken))
            {
                await SendAsync(Take());
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not sent is only a hint.
        }
    }

    /// <summary>What has been accepted meanwhile, saves of a document in a row together. Where calls are only tried, it is little: they may never end.</summary>
    private List<Told> Take()
    {
        var told = new Dictionary<DocumentKey, Told>();
        var all = new List<Told>();
        var most = circuit.State is BreakerState.Closed ? MostAtOnce : 1;
        for (var i = 0; i < most && _accepted.Reader.TryRead(out var save); i++)
        {
            if (told.TryGetValue(save.Key, out var before) && before.Newest.Head.Version >= save.Before)
            {
                before.Add(save);
            }
            else
            {
                all.Add(told[save.Key] = new Told(save));
            }
        }

        return all;
    }

    private ValueTask<bool> SendAsync(List<Told> told) => circuit.TryAsync(async () =>
    {
        var redis = (await connection.GetAsync()).GetDatabase();
        await Task.WhenAll(told.Select(saves => redis.ScriptEvaluateAsync(
            RedisScripts.Put, [RedisScripts.KeyOf(saves.Newest.Key)], RedisScripts.Arguments(saves.Before, saves.Newest, saves.Hint))));
    });

    /// <summary>What saves in a row tell of one document.</summary>
    private sealed class Told(AcceptedSave first)
    {
        public long Before { get; } = first.Before;

        public AcceptedSave Newest { get; private set; } = first;

        public WriterHint Hint { get; private set; } = WriterHint.Of(first);

        public void Add(AcceptedSave save) => (Newest, Hint) = (save, Hint.After(save));
    }
}
