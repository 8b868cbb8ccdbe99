namespace SyncServer.Redis;

/// <summary>Registers the services of this folder.</summary>
internal static class RedisServices
{
    /// <summary>Adds the connection to Redis, if <c>ConnectionStrings:Redis</c> is set.</summary>
    /// <exception cref="Settings.InvalidSettingException">The setting is malformed.</exception>
    public static void AddRedis(this IServiceCollection services, IConfiguration settings)
    {
        if (RedisOptions.Read(settings) is { } redis)
        {
            services.AddSingleton(redis);
            services.AddSingleton<RedisConnection>();
            services.AddSingleton<RedisCircuit>();
            services.AddSingleton<RedisNodeChannel>();
        }
    }
}
