using System.Globalization;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Merging;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;

namespace SyncServer.Settings;

/// <summary>The policies of protocol 12: <c>Sync:Defaults</c>, <c>Sync:Collections:{name}</c> and <c>Sync:OnlyNamedCollections</c>.</summary>
internal sealed class CollectionPolicies
{
    // What a policy has, and what stands beside the policies.
    private static readonly string[] PolicyKeys = ["Preset", "Mode", "Window", "RequireSequence", "OnConflict", "TextMerge", "AllowForce", "Access", "MaxBytes", "History"];
    private static readonly string[] Keys = ["Defaults", "Collections", "OnlyNamedCollections", "SessionLife", "ReorderWait", "QueueLength", "CacheBytes"];

    private readonly Dictionary<string, CollectionPolicy> _named = new(StringComparer.Ordinal);
    private readonly CollectionPolicy _defaults;
    private readonly bool _onlyNamed;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidSettingException">A setting is wrong; the message names its key.</exception>
    public CollectionPolicies(SyncSettings settings, SessionLimits sessions)
    {
        var configuration = settings.Values;
        if (configuration.GetSection("Sync").GetChildren().FirstOrDefault(child => !Keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new InvalidSettingException(unknown.Path, "does not exist" + NearestName.Hint(unknown.Key, Keys));
        }

        _onlyNamed = configuration.ReadSwitch("Sync:OnlyNamedCollections", @default: false);
        _defaults = Read(configuration.GetSection("Sync:Defaults"), CollectionPolicy.Default, sessions);
        foreach (var section in configuration.GetSection("Sync:Collections").GetChildren())
        {
            if (!DocumentKey.IsCollection(section.Key))
            {
                throw new InvalidSettingException(section.Path, "is no name for a collection");
            }

            _named[section.Key] = Read(section, _defaults, sessions);
        }
    }

    /// <summary>The collections that the settings name.</summary>
    public IEnumerable<string> Named => _named.Keys;

    /// <summary>The policy of a collection; null where only named collections exist and this is none of them.</summary>
    public CollectionPolicy? Find(string collection) =>
        _named.TryGetValue(collection, out var policy) ? policy : _onlyNamed ? null : _defaults;

    /// <summary>Which versions stay, for every collection.</summary>
    public HistoryPolicies History => new(_named.ToDictionary(p => p.Key, p => p.Value.History, StringComparer.Ordinal), _defaults.History);

    private static CollectionPolicy Read(IConfigurationSection section, CollectionPolicy policy, SessionLimits sessions)
    {
        if (section["Preset"] is { } preset)
        {
            policy = CollectionPolicy.Presets.GetValueOrDefault(preset)
                ?? throw new InvalidSettingException(section.Path + ":Preset", $"is one of {string.Join(", ", CollectionPolicy.Presets.Keys)}");
        }

        foreach (var setting in section.GetChildren())
        {
            policy = setting.Key.ToUpperInvariant() switch
            {
                "PRESET" => policy,
                "MODE" => policy with { Mode = ReadName<SaveMode>(setting) },
                "WINDOW" => policy with { Window = ReadWindow(setting) },
                "REQUIRESEQUENCE" => policy with { RequireSequence = section.ReadSwitch(setting.Key, @default: false) },
                "ONCONFLICT" => policy with { OnConflict = ReadName<OnConflict>(setting) },
                "TEXTMERGE" => policy with { TextMerge = [.. setting.GetChildren().Select(ReadPointer)] },
                "ALLOWFORCE" => policy with { AllowForce = section.ReadSwitch(setting.Key, @default: false) },
                "ACCESS" => policy with { Access = ReadName<CollectionAccess>(setting) },
                "MAXBYTES" => policy with { MaxBytes = ReadBytes(setting) },
                "HISTORY" => policy with { History = HistorySettings.Read(setting, policy.History) },
                _ => throw new InvalidSettingException(setting.Path, "does not exist" + NearestName.Hint(setting.Key, PolicyKeys)),
            };
        }

        if (policy.History.KeepAll < policy.Window)
        {
            // A save in flight names a version that must still be there.
            throw new InvalidSettingException(section.Path + ":History:KeepAll", "is shorter than Window");
        }

        if (policy.Window > sessions.Life)
        {
            throw new InvalidSettingException(section.Path + ":Window", "is longer than Sync:SessionLife");
        }

        return section["Window"] is null || policy.Mode is SaveMode.Conditional ? policy
            : throw new InvalidSettingException(section.Path + ":Window", "has no meaning unless Mode is conditional");
    }

    private static T ReadName<T>(IConfigurationSection setting)
        where T : struct, Enum =>
        // Not a number, which would be parsed too.
        Enum.GetNames<T>().Contains(setting.Value, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<T>(setting.Value!, ignoreCase: true)
            : throw new InvalidSettingException(setting.Path, $"is one of {string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}");

    private static TimeSpan ReadWindow(IConfigurationSection setting) =>
        TimeSpan.TryParse(setting.Value, CultureInfo.InvariantCulture, out var window) && window > TimeSpan.Zero
            ? window
            : throw new InvalidSettingException(setting.Path, "is a time like 00:00:30, more than zero");

    private static JsonPointer ReadPointer(IConfigurationSection setting) =>
        JsonPointer.TryParse(setting.Value ?? "", out var pointer)
            ? pointer
            : throw new InvalidSettingException(setting.Path, "is a JSON pointer like /body");

    private static int ReadBytes(IConfigurationSection setting) =>
        int.TryParse(setting.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0
            ? bytes
            : throw new InvalidSettingException(setting.Path, "is a number of bytes from 1");
}
