using System.Threading.Channels;
using StackExchange.Redis;
using SyncServer.Core.Documents;
using SyncServer.Core.Ports;
using SyncServer.Core.Saving;

namespace SyncServer.LastWriters;

/// <summary>
/// Last-writer state that the nodes share. Saves never wait for it: what is accepted goes to Redis behind their backs, and is dropped where
/// Redis does not keep up.
/// </summary>
internal sealed class RedisLastWriters(InProcessLastWriters own, ConfigurationOptions options, RedisCircuit circuit) : BackgroundService, ILastWriters
{
    private const int MostWaiting = 10_000;
    private const int MostAtOnce = 500;

    private readonly Channel<AcceptedSave> _accepted = Channel.CreateBounded<AcceptedSave>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    // Redis is asked once about a head. Where it knows too little, the database decides.
    private readonly RecentlyUsed<DocumentKey, ETag> _asked = new(20_000);

    private readonly Lazy<Task<ConnectionMultiplexer>> _connection = new(() => ConnectAsync(options));

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
        if (known is not null || (_asked.TryGet(key, out var asked) && asked == head.ETag))
        {
            return known;
        }

        _asked.Put(key, head.ETag);
        WriterHint? told = null;
        await circuit.TryAsync(async () => told = RedisScripts.Read(await (await _connection.Value).GetDatabase().HashGetAllAsync(RedisScripts.KeyOf(key))));
        return told?.Head.Version >= head.Version ? own.Put(key, head, told) : null;
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

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_connection is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            _connection.Value.Result.Dispose();
        }

        base.Dispose();
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
        catch (OperationCanceledException)
        {
            // What was not sent is only a hint.
        }
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions options)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(options);
#if !REDIS2
        // Else one continuation that blocks would stall all others.
        connection.PreserveAsyncOrder = false;
#endif
        return connection;
    }

    /// <summary>What has been accepted meanwhile, document by document, saves in a row together.</summary>
    private Dictionary<DocumentKey, Told> Take()
    {
        var told = new Dictionary<DocumentKey, Told>();
        for (var i = 0; i < MostAtOnce && _accepted.Reader.TryRead(out var save); i++)
        {
            told[save.Key] = told.TryGetValue(save.Key, out var before) && before.Newest.Head.Version >= save.Before
                ? new Told(before.Before, save, before.Hint.After(save))
                : new Told(save.Before, save, WriterHint.Of(save));
        }

        return told;
    }

    private ValueTask<bool> SendAsync(Dictionary<DocumentKey, Told> told) => circuit.TryAsync(async () =>
    {
        var redis = (await _connection.Value).GetDatabase();
        await Task.WhenAll(told.Select(document => redis.ScriptEvaluateAsync(
            RedisScripts.Put, [RedisScripts.KeyOf(document.Key)], RedisScripts.Arguments(document.Value.Before, document.Value.Newest, document.Value.Hint))));
    });

    /// <summary>What saves in a row tell of one document.</summary>
    private sealed record Told(long Before, AcceptedSave Newest, WriterHint Hint);
}
