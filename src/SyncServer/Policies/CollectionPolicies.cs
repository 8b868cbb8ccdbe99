using System.Globalization;
using SyncServer.Core.Documents;
using SyncServer.Core.Policies;

namespace SyncServer.Policies;

/// <summary>The policies of protocol 12: <c>Sync:Defaults</c>, <c>Sync:Collections:{name}</c> and <c>Sync:OnlyNamedCollections</c>.</summary>
internal sealed class CollectionPolicies
{
    private readonly Dictionary<string, CollectionPolicy> _named = new(StringComparer.Ordinal);
    private readonly CollectionPolicy _defaults;
    private readonly bool _onlyNamed;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidSettingException">A setting is wrong; the message names its key.</exception>
    public CollectionPolicies(IConfiguration configuration)
    {
        _onlyNamed = ReadSwitch(configuration, "Sync:OnlyNamedCollections", usual: false);
        _defaults = Read(configuration.GetSection("Sync:Defaults"), CollectionPolicy.Default);
        foreach (var section in configuration.GetSection("Sync:Collections").GetChildren())
        {
            if (!DocumentKey.IsCollection(section.Key))
            {
                throw new InvalidSettingException(section.Path, "is no name for a collection");
            }

            _named[section.Key] = Read(section, _defaults);
        }
    }

    /// <summary>Reads a setting that is true or false.</summary>
    /// <exception cref="InvalidSettingException">It is neither.</exception>
    public static bool ReadSwitch(IConfiguration configuration, string key, bool usual) =>
        configuration[key] is not { } text ? usual
            : bool.TryParse(text, out var on) ? on
            : throw new InvalidSettingException(key, "is true or false");

    /// <summary>The policy of a collection; null where only named collections exist and this is none of them.</summary>
    public CollectionPolicy? Find(string collection) =>
        _named.TryGetValue(collection, out var policy) ? policy : _onlyNamed ? null : _defaults;

    private static CollectionPolicy Read(IConfigurationSection section, CollectionPolicy policy)
    {
        foreach (var setting in section.GetChildren())
        {
            var value = setting.Value ?? "";
            policy = setting.Key.ToUpperInvariant() switch
            {
                "MODE" when Enum.TryParse<SaveMode>(value, ignoreCase: true, out var mode) && Enum.IsDefined(mode) => policy with { Mode = mode },
                "WINDOW" when TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var window) && window > TimeSpan.Zero
                    => policy with { Window = window },
                "ALLOWFORCE" when bool.TryParse(value, out var allow) => policy with { AllowForce = allow },
                "MAXBYTES" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0
                    => policy with { MaxBytes = bytes },
                "MODE" => throw new InvalidSettingException(setting.Path, "is conditional or strict"),
                "WINDOW" => throw new InvalidSettingException(setting.Path, "is a time like 00:00:30, more than zero"),
                "ALLOWFORCE" => throw new InvalidSettingException(setting.Path, "is true or false"),
                "MAXBYTES" => throw new InvalidSettingException(setting.Path, "is a number of bytes from 1"),
                _ => throw new InvalidSettingException(setting.Path, "is no setting of this version"),
            };
        }

        return policy;
    }
}
