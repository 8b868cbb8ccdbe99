using System.Globalization;
using SyncServer.Core.Saving;
using SyncServer.Settings;

namespace SyncServer.Saving;

/// <summary>The settings of the save path.</summary>
/// <param name="ReorderWait">How long a PATCH that skips a sequence waits for the missing one (<c>Sync:ReorderWait</c>, default 2 s).</param>
/// <param name="Sessions">How much is remembered of a session (<c>Sync:SessionLife</c>, default 30 days).</param>
/// <param name="QueueLength">How many saves may wait for the writer (<c>Sync:QueueLength</c>, default 4,096); more are refused with 503.</param>
/// <param name="CacheBytes">How many bytes of documents stay in memory (<c>Sync:CacheBytes</c>, default 32 MiB).</param>
internal sealed record SavingOptions(TimeSpan ReorderWait, SessionLimits Sessions, int QueueLength, long CacheBytes)
{
    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidSettingException">A setting is wrong.</exception>
    public static SavingOptions Read(IConfiguration configuration)
    {
        var wait = configuration["Sync:ReorderWait"] ?? "00:00:02";
        return new SavingOptions(
            TimeSpan.TryParse(wait, CultureInfo.InvariantCulture, out var reorderWait) && reorderWait >= TimeSpan.Zero && reorderWait <= TimeSpan.FromMinutes(1)
                ? reorderWait
                : throw new InvalidSettingException("Sync:ReorderWait", "is a time from 00:00:00 to 00:01:00"),
            new SessionLimits(ReadSessionLife(configuration)),
            (int)ReadCount(configuration, "Sync:QueueLength", 4096, 1_000_000),
            ReadCount(configuration, "Sync:CacheBytes", 32 * 1024 * 1024, 1L << 40));
    }

    private static TimeSpan ReadSessionLife(IConfiguration configuration) =>
        configuration["Sync:SessionLife"] is not { } text ? SessionLimits.Default.Life
            : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var life) && life > TimeSpan.Zero && life <= TimeSpan.FromDays(36_500) ? life
            : throw new InvalidSettingException("Sync:SessionLife", "is a time like 30.00:00:00 (30 days), more than zero and at most a hundred years");

    private static long ReadCount(IConfiguration configuration, string key, long @default, long max) =>
        configuration[key] is not { } text ? @default
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= max ? count
            : throw new InvalidSettingException(key, $"is a number from 1 to {max}");
}
