using System.Globalization;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Merging;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;

namespace SyncServer.Settings;

/// <summary>The policies of collections: <c>Sync:Defaults</c>, <c>Sync:Collections:{name}</c> and <c>Sync:OnlyNamedCollections</c> (docs/protocol.md, section 12).</summary>
internal sealed class CollectionPolicies
{
    private static readonly Dictionary<string, Func<CollectionPolicy, IConfigurationSection, CollectionPolicy>> Keys = new(StringComparer.OrdinalIgnoreCase)
    {
        // Read first, as the other keys change the preset.
        ["Preset"] = (policy, _) => policy,
        ["Mode"] = (policy, setting) => policy with { Mode = ReadName<SaveMode>(setting) },
        ["Window"] = (policy, setting) => policy with { Window = ReadWindow(setting) },
        ["RequireSequence"] = (policy, setting) => policy with { RequireSequence = setting.ReadSwitch(@default: false) },
        ["OnConflict"] = (policy, setting) => policy with { OnConflict = ReadName<OnConflict>(setting) },
        ["Merge"] = (policy, setting) => policy with { Merge = policy.Merge with { Formats = ReadFormats(setting) } },
        ["Insertions"] = (policy, setting) => policy with { Merge = policy.Merge with { KeepsBothInsertions = ReadName<Insertions>(setting) is Insertions.Both } },
        ["AllowForce"] = (policy, setting) => policy with { AllowForce = setting.ReadSwitch(@default: false) },
        ["Access"] = (policy, setting) => policy with { Access = ReadName<CollectionAccess>(setting) },
        ["MaxBytes"] = (policy, setting) => policy with { MaxBytes = ReadBytes(setting) },
        ["History"] = (policy, setting) => policy with { History = HistorySettings.Read(setting, policy.History) },
    };

    /// <summary>The values of <c>Insertions</c>.</summary>
    private enum Insertions
    {
        Conflict,
        Both,
    }

    // The keys of the section Sync; those that are not policies are read by SavingOptions.
    private static readonly string[] SectionKeys = ["Defaults", "Collections", "OnlyNamedCollections", "SessionLife", "ReorderWait", "QueueLength", "CacheBytes"];

    private readonly Dictionary<string, CollectionPolicy> _named = new(StringComparer.Ordinal);
    private readonly CollectionPolicy _defaults;
    private readonly bool _onlyNamed;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidSettingException">A setting is invalid.</exception>
    public CollectionPolicies(SyncSettings settings, SessionLimits sessions)
    {
        var configuration = settings.Values;
        if (configuration.GetSection("Sync").GetChildren().FirstOrDefault(child => !SectionKeys.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new InvalidSettingException(unknown.Path, "does not exist" + NearestName.Hint(unknown.Key, SectionKeys));
        }

        _onlyNamed = configuration.GetSection("Sync:OnlyNamedCollections").ReadSwitch(@default: false);
        _defaults = Read(configuration.GetSection("Sync:Defaults"), CollectionPolicy.Default, sessions);
        foreach (var section in configuration.GetSection("Sync:Collections").GetChildren())
        {
            if (!DocumentKey.IsCollection(section.Key))
            {
                throw new InvalidSettingException(section.Path, "is not a valid collection name");
            }

            _named[section.Key] = Read(section, _defaults, sessions);
        }
    }

    /// <summary>The collections that the settings name.</summary>
    public IEnumerable<string> Named => _named.Keys;

    /// <summary>The policy of a collection; null if only named collections exist and this is not one of them.</summary>
    public CollectionPolicy? Find(string collection) =>
        _named.TryGetValue(collection, out var policy) ? policy : _onlyNamed ? null : _defaults;

    /// <summary>The history policies of all collections.</summary>
    public HistoryPolicies History => new(_named.ToDictionary(p => p.Key, p => p.Value.History, StringComparer.Ordinal), _defaults.History);

    private static CollectionPolicy Read(IConfigurationSection section, CollectionPolicy policy, SessionLimits sessions)
    {
        if (section["Preset"] is { } preset)
        {
            policy = CollectionPolicy.Presets.GetValueOrDefault(preset)
                ?? throw new InvalidSettingException(section.Path + ":Preset", $"must be one of {string.Join(", ", CollectionPolicy.Presets.Keys)}");
        }

        policy = section.ReadPolicy(policy, Keys);
        if (policy.History.KeepAll < policy.Window)
        {
            // The version that a save in flight names must still be kept.
            throw new InvalidSettingException(section.Path + ":History:KeepAll", "must not be shorter than Window");
        }

        if (policy.Window > sessions.Life)
        {
            throw new InvalidSettingException(section.Path + ":Window", "must not be longer than Sync:SessionLife");
        }

        return section["Window"] is null || policy.Mode is SaveMode.Conditional ? policy
            : throw new InvalidSettingException(section.Path + ":Window", "must not be set unless Mode is conditional");
    }

    private static T ReadName<T>(IConfigurationSection setting)
        where T : struct, Enum =>
        // Enum.Parse would also accept a number.
        Enum.GetNames<T>().Contains(setting.Value, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<T>(setting.Value!, ignoreCase: true)
            : throw new InvalidSettingException(setting.Path, $"must be one of {string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}");

    private static TimeSpan ReadWindow(IConfigurationSection setting) =>
        TimeSpan.TryParse(setting.Value, CultureInfo.InvariantCulture, out var window) && window > TimeSpan.Zero
            ? window
            : throw new InvalidSettingException(setting.Path, "must be a time such as 00:00:30, more than zero");

    /// <summary>Reads formats by pointer, or one format for the whole document.</summary>
    private static Dictionary<JsonPointer, MergeFormat> ReadFormats(IConfigurationSection setting)
    {
        var formats = setting.GetChildren().ToDictionary(
            child => JsonPointer.TryParse(child.Key, out var pointer) ? pointer : throw new InvalidSettingException(child.Path, "is not a JSON pointer such as /body"),
            ReadName<MergeFormat>);
        if (setting.Value is not null)
        {
            formats.Add(JsonPointer.Root, ReadName<MergeFormat>(setting));
        }

        return formats;
    }

    private static int ReadBytes(IConfigurationSection setting) =>
        int.TryParse(setting.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0
            ? bytes
            : throw new InvalidSettingException(setting.Path, "must be a number of bytes, from 1");
}
