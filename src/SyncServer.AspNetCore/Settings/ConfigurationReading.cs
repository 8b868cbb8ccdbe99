using System.Globalization;

namespace SyncServer.Settings;

/// <summary>Reads and validates values of the configuration.</summary>
internal static class ConfigurationReading
{
    /// <summary>Reads a list: one value with commas, or one key for each item.</summary>
    public static string[] ReadList(this IConfiguration configuration, string key)
    {
        var section = configuration.GetSection(key);
        return section.Value is { Length: > 0 } text
            ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [.. section.GetChildren().Select(child => child.Value ?? "")];
    }

    /// <summary>Reads an integer up to 1,000,000.</summary>
    /// <exception cref="InvalidSettingException">The value is not an integer in the range.</exception>
    public static int ReadNumber(this IConfiguration configuration, string key, int @default, int min = 0) =>
        configuration[key] is not { } text ? @default
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= 1_000_000 ? number
            : throw new InvalidSettingException(key, $"must be a number from {min} to 1000000");

    /// <summary>Reads a number of bytes up to 2^60.</summary>
    /// <exception cref="InvalidSettingException">The value is not an integer in the range.</exception>
    public static long ReadBytes(this IConfiguration configuration, string key, long @default) =>
        configuration[key] is not { } text ? @default
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes <= 1L << 60 ? bytes
            : throw new InvalidSettingException(key, $"must be a number of bytes from 0 to {1L << 60}");

    /// <summary>Reads a setting that is true or false.</summary>
    /// <exception cref="InvalidSettingException">The value is neither.</exception>
    public static bool ReadSwitch(this IConfigurationSection setting, bool @default) =>
        setting.Value is not { } text ? @default
            : bool.TryParse(text, out var on) ? on
            : throw new InvalidSettingException(setting.Path, "must be true or false");

    /// <summary>Applies every key of a section to a policy.</summary>
    /// <exception cref="InvalidSettingException">A key does not exist, or its value is invalid.</exception>
    public static T ReadPolicy<T>(this IConfigurationSection section, T policy, Dictionary<string, Func<T, IConfigurationSection, T>> keys) =>
        section.GetChildren().Aggregate(policy, (policy, setting) => keys.TryGetValue(setting.Key, out var apply) ? apply(policy, setting)
            : throw new InvalidSettingException(setting.Path, "does not exist" + NearestName.Hint(setting.Key, keys.Keys)));
}
