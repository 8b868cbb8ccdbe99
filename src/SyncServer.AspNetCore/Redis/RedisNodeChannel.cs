using StackExchange.Redis;
using SyncServer.Core.Live;

namespace SyncServer.Redis;

/// <summary>Messages between nodes, over Redis publish/subscribe.</summary>
internal sealed class RedisNodeChannel(RedisConnection connection, RedisCircuit circuit, IChangeFeed feed) : INodeChannel
{
    private static readonly TimeSpan SubscribeTimeout = TimeSpan.FromSeconds(1);

    // The epoch keeps servers with other databases on the same Redis apart.
    private readonly RedisChannel _name = new($"syncserver:{feed.Start.Epoch}:nodes", RedisChannel.PatternMode.Literal);

    /// <inheritdoc/>
    public bool CarriesEverySave => true;

    /// <inheritdoc/>
    public async Task<bool> TrySendAsync(IReadOnlyList<string> messages) => await circuit.TryAsync(async () =>
    {
        var publisher = (await connection.GetAsync()).GetSubscriber();
        await Task.WhenAll(messages.Select(message => publisher.PublishAsync(_name, message)));
    });

    /// <inheritdoc/>
    public async Task ListenAsync(Action<string> heard, Action joined, CancellationToken cancellation)
    {
        var redis = await connection.GetAsync();
        redis.ConnectionRestored += (_, _) => joined();
        try
        {
            await redis.GetSubscriber().SubscribeAsync(_name, (_, message) => heard((string)message!)).WaitAsync(SubscribeTimeout, cancellation);
            joined();
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // Redis is not available. StackExchange.Redis subscribes when it connects.
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
    }
}
