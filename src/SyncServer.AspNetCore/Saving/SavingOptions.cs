using System.Globalization;
using SyncServer.Core.Saving;
using SyncServer.Settings;

namespace SyncServer.Saving;

/// <summary>The settings of the save path.</summary>
/// <param name="ReorderWait">How long a PATCH that skips a sequence waits for the missing one (<c>Sync:ReorderWait</c>, default 2 s).</param>
/// <param name="Sessions">How long a session record is kept (<c>Sync:SessionLife</c>, default 30 days).</param>
/// <param name="QueueLength">How many saves may be queued (<c>Sync:QueueLength</c>, default 4,096); further saves get 503.</param>
/// <param name="CacheBytes">The size of the document cache (<c>Sync:CacheBytes</c>, default 32 MiB).</param>
internal sealed record SavingOptions(TimeSpan ReorderWait, SessionLimits Sessions, int QueueLength, long CacheBytes)
{
    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidSettingException">A setting is invalid.</exception>
    public static SavingOptions Read(IConfiguration configuration)
    {
        var wait = configuration["Sync:ReorderWait"] ?? "00:00:02";
        return new SavingOptions(
            TimeSpan.TryParse(wait, CultureInfo.InvariantCulture, out var reorderWait) && reorderWait >= TimeSpan.Zero && reorderWait <= TimeSpan.FromMinutes(1)
                ? reorderWait
                : throw new InvalidSettingException("Sync:ReorderWait", "must be a time from 00:00:00 to 00:01:00"),
            new SessionLimits(ReadSessionLife(configuration)),
            (int)ReadCount(configuration, "Sync:QueueLength", 4096, 1_000_000),
            ReadCount(configuration, "Sync:CacheBytes", 32 * 1024 * 1024, 1L << 40));
    }

    private static TimeSpan ReadSessionLife(IConfiguration configuration) =>
        configuration["Sync:SessionLife"] is not { } text ? SessionLimits.Default.Life
            : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var life) && life > TimeSpan.Zero && life <= TimeSpan.FromDays(36_500) ? life
            : throw new InvalidSettingException("Sync:SessionLife", "must be a time such as 30.00:00:00 (30 days), more than zero and at most 36500 days");

    private static long ReadCount(IConfiguration configuration, string key, long @default, long max) =>
        configuration[key] is not { } text ? @default
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= max ? count
            : throw new InvalidSettingException(key, $"must be a number from 1 to {max}");
}
