using System.Globalization;
using SyncServer.Core.History;

namespace SyncServer.Settings;

/// <summary>The section <c>History</c> of a collection's policy: <c>KeepAll</c>, <c>KeepRuns</c> and <c>Thin</c>.</summary>
internal static class HistorySettings
{
    /// <summary>Reads the section over what is set already.</summary>
    /// <exception cref="InvalidSettingException">A setting is wrong, or contradicts another.</exception>
    public static HistoryPolicy Read(IConfigurationSection section, HistoryPolicy policy)
    {
        if (section.Value is { Length: > 0 })
        {
            throw new InvalidSettingException(section.Path, "is a section with KeepAll, KeepRuns and Thin");
        }

        foreach (var setting in section.GetChildren())
        {
            policy = setting.Key.ToUpperInvariant() switch
            {
                "KEEPALL" => policy with { KeepAll = ReadTime(setting) },
                "KEEPRUNS" => policy with { KeepRuns = ReadTime(setting) },
                "THIN" => policy with { Thin = section.ReadSwitch(setting.Key, @default: true) },
                _ => throw new InvalidSettingException(setting.Path, "does not exist" + NearestName.Hint(setting.Key, ["KeepAll", "KeepRuns", "Thin"])),
            };
        }

        return policy.KeepRuns >= policy.KeepAll ? policy
            : throw new InvalidSettingException(section.Path + ":KeepRuns", "is shorter than KeepAll");
    }

    private static TimeSpan ReadTime(IConfigurationSection setting) =>
        TimeSpan.TryParse(setting.Value, CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero && time <= HistoryPolicy.MaxKept
            ? time
            : throw new InvalidSettingException(setting.Path, $"is a time like 1.00:00:00 (a day), more than zero and at most {HistoryPolicy.MaxKept:c}");
}
