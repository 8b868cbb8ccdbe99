using System.Globalization;

namespace SyncServer.Settings;

/// <summary>Reads settings that are not of one collection.</summary>
internal static class ConfigurationReading
{
    /// <summary>A list: one value with commas, or one key for each item.</summary>
    public static string[] ReadList(this IConfiguration configuration, string key)
    {
        var section = configuration.GetSection(key);
        return section.Value is { Length: > 0 } text
            ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [.. section.GetChildren().Select(child => child.Value ?? "")];
    }

    /// <summary>A number up to a million.</summary>
    /// <exception cref="InvalidSettingException">It is none.</exception>
    public static int ReadNumber(this IConfiguration configuration, string key, int @default, int min = 0) =>
        configuration[key] is not { } text ? @default
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= 1_000_000 ? number
            : throw new InvalidSettingException(key, $"is a number from {min} to 1000000");

    /// <summary>A setting that is true or false.</summary>
    /// <exception cref="InvalidSettingException">It is neither.</exception>
    public static bool ReadSwitch(this IConfiguration configuration, string key, bool @default) =>
        configuration.GetSection(key) is not { Value: { } text } setting ? @default
            : bool.TryParse(text, out var on) ? on
            : throw new InvalidSettingException(setting.Path, "is true or false");
}
