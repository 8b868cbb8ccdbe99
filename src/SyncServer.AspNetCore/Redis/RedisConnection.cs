using StackExchange.Redis;

namespace SyncServer.Redis;

/// <summary>The shared connection to Redis, opened at the first use. It reconnects automatically.</summary>
internal sealed class RedisConnection(ConfigurationOptions options) : IDisposable
{
    private readonly Lazy<Task<ConnectionMultiplexer>> _connection = new(() => ConnectionMultiplexer.ConnectAsync(options));

    /// <summary>Returns the connection, whether or not Redis is available.</summary>
    public Task<ConnectionMultiplexer> GetAsync() => _connection.Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_connection is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            _connection.Value.Result.Dispose();
        }
    }
}
