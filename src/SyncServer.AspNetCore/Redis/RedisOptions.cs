using StackExchange.Redis;
using SyncServer.Settings;

namespace SyncServer.Redis;

/// <summary>The setting <c>ConnectionStrings:Redis</c> (docs/settings.md).</summary>
internal static class RedisOptions
{
    /// <summary>Reads the setting; null if it is not set.</summary>
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
                throw new InvalidSettingException("ConnectionStrings:Redis", "must name at least one host");
            }

            // The server starts without Redis, and connects when Redis becomes available.
            options.AbortOnConnectFail = false;
            options.ConnectTimeout = 1000;
            return options;
        }
        catch (ArgumentException e)
        {
            throw new InvalidSettingException("ConnectionStrings:Redis", $"is not a valid Redis configuration: {e.Message}");
        }
    }
}
