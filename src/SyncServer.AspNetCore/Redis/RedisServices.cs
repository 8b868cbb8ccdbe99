namespace SyncServer.Redis;

/// <summary>What this room consists of.</summary>
internal static class RedisServices
{
    /// <summary>Adds the connection to Redis, where <c>ConnectionStrings:Redis</c> names one.</summary>
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
