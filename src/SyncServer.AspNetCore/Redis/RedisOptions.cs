using StackExchange.Redis;
using SyncServer.Settings;

namespace SyncServer.Redis;

/// <summary><c>ConnectionStrings:Redis</c> (protocol 12).</summary>
internal static class RedisOptions
{
    /// <summary>Reads the setting; null where there is none.</summary>
    /// <exception cref="InvalidSettingException">It is malformed.</exception>
    public static ConfigurationOptions? Read(IConfiguration configuration)
    {
        if (configuration.GetConnectionString("Redis") is not { Length: > 0 } text)
        {
            return null;
        }

        try
        {
            var options = ConfigurationOptions.Parse(text);
            if (options.EndPoints.Count == 0)
            {
                throw new InvalidSettingException("ConnectionStrings:Redis", "names no host");
            }

            // A server starts without Redis, and takes it up when it comes.
            options.AbortOnConnectFail = false;
            options.ConnectTimeout = 1000;
            return options;
        }
        catch (ArgumentException e)
        {
            throw new InvalidSettingException("ConnectionStrings:Redis", $"is no address of Redis: {e.Message}");
        }
    }
}
