using StackExchange.Redis;

namespace SyncServer.Redis;

/// <summary>The one connection to Redis, made when it is first needed. It comes back by itself.</summary>
internal sealed class RedisConnection(ConfigurationOptions options) : IDisposable
{
    private readonly Lazy<Task<ConnectionMultiplexer>> _connection = new(() => ConnectAsync(options));

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

    private static async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions options)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(options);
#if !REDIS2
        // Else one continuation that blocks would stall all others.
        connection.PreserveAsyncOrder = false;
#endif
        return connection;
    }
}
