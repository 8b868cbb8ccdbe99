using StackExchange.Redis;

namespace SyncServer.Redis;

/// <summary>The one connection to Redis, made when it is first needed. It comes back by itself.</summary>
internal sealed class RedisConnection(ConfigurationOptions options) : IDisposable
{
    private readonly Lazy<Task<ConnectionMultiplexer>> _connection = new(() => ConnectionMultiplexer.ConnectAsync(options));

    /// <summary>The connection, whether Redis is there or not.</summary>
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
