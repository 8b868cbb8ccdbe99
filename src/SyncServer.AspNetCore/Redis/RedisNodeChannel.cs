using StackExchange.Redis;
using SyncServer.Core.Live;

namespace SyncServer.Redis;

/// <summary>Messages between the nodes by publish and subscribe.</summary>
internal sealed class RedisNodeChannel(RedisConnection connection, RedisCircuit circuit, IChangeFeed feed) : INodeChannel
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Servers on other databases may use the same Redis.
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
            await redis.GetSubscriber().SubscribeAsync(_name, (_, message) => heard((string)message!)).WaitAsync(Patience, cancellation);
            joined();
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // Not there just now: whatever is subscribed to is subscribed to again with every new connection.
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
    }
}
