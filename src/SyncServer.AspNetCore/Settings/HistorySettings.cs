using System.Globalization;
using SyncServer.Core.History;

namespace SyncServer.Settings;

/// <summary>The section <c>History</c> of a collection's policy.</summary>
internal static class HistorySettings
{
    private static readonly Dictionary<string, Func<HistoryPolicy, IConfigurationSection, HistoryPolicy>> Keys = new(StringComparer.OrdinalIgnoreCase)
    {
        ["KeepAll"] = (policy, setting) => policy with { KeepAll = ReadTime(setting) },
        ["KeepRuns"] = (policy, setting) => policy with { KeepRuns = ReadTime(setting) },
        ["KeepConflicts"] = (policy, setting) => policy with { KeepConflicts = ReadTime(setting) },
        ["Thin"] = (policy, setting) => policy with { Thin = setting.ReadSwitch(@default: true) },
    };

    /// <summary>Reads the section. What it does not set keeps the value of <paramref name="policy"/>.</summary>
    /// <exception cref="InvalidSettingException">A setting is invalid, or contradicts another.</exception>
    public static HistoryPolicy Read(IConfigurationSection section, HistoryPolicy policy)
    {
        if (section.Value is { Length: > 0 })
        {
            throw new InvalidSettingException(section.Path, $"must be a section with {string.Join(", ", Keys.Keys)}");
        }

        policy = section.ReadPolicy(policy, Keys);
        return policy.KeepRuns >= policy.KeepAll ? policy
            : throw new InvalidSettingException(section.Path + ":KeepRuns", "must not be shorter than KeepAll");
    }

    private static TimeSpan ReadTime(IConfigurationSection setting) =>
        TimeSpan.TryParse(setting.Value, CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero && time <= HistoryPolicy.MaxKept
            ? time
            : throw new InvalidSettingException(setting.Path, $"must be a time such as 1.00:00:00 (a day), more than zero and at most {HistoryPolicy.MaxKept:c}");
}
