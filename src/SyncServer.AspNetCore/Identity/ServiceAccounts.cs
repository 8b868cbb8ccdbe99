using System.Security.Cryptography;
using System.Text;
using SyncServer.Settings;

namespace SyncServer.Identity;

/// <summary>
/// The programs that may use the admin API: <c>Auth:Services:{name}</c>. A program signs in with its name and key, or with a token of <c>Auth:Authority</c> that was
/// issued to the program itself.
/// </summary>
/// <param name="Name">The client id.</param>
/// <param name="KeyHash">The SHA-256 hash of its key; null if it has none.</param>
/// <param name="Subject">The <c>sub</c> of its tokens; null if it has none.</param>
/// <param name="Permissions">What it may do: names of <see cref="ServicePermission"/>.</param>
internal sealed record ServiceAccount(string Name, byte[]? KeyHash, string? Subject, IReadOnlyList<string> Permissions)
{
    /// <summary>The program in versions and logs.</summary>
    public Core.Documents.Person Person => new($"service-{Name}", Name);
}

/// <summary>All service accounts.</summary>
internal sealed class ServiceAccounts
{
    private const int MinKey = 32;

    private static readonly string[] Keys = ["Key", "Subject", "Permissions"];

    private readonly List<ServiceAccount> _all;

    /// <summary>Reads <c>Auth:Services</c>.</summary>
    /// <exception cref="InvalidSettingException">A setting is invalid.</exception>
    public ServiceAccounts(SyncSettings settings) => _all = [.. settings.Values.GetSection("Auth:Services").GetChildren().Select(section => Read(section, settings))];

    /// <summary>Whether there are any. Without, the admin API does not exist.</summary>
    public bool Any => _all.Count > 0;

    /// <summary>The program with a name and a key; null if there is none.</summary>
    public ServiceAccount? FindByKey(string name, string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        return _all.Find(account => string.Equals(account.Name, name, StringComparison.Ordinal) && account.KeyHash is { } known && CryptographicOperations.FixedTimeEquals(known, hash));
    }

    /// <summary>The program with a subject of the external provider; null if there is none.</summary>
    public ServiceAccount? FindBySubject(string subject) => _all.Find(account => string.Equals(account.Subject, subject, StringComparison.Ordinal));

    private static ServiceAccount Read(IConfigurationSection section, SyncSettings settings)
    {
        if (section.GetChildren().FirstOrDefault(child => !Keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new InvalidSettingException(unknown.Path, "does not exist" + NearestName.Hint(unknown.Key, Keys));
        }

        if (!Core.Documents.DocumentKey.IsId(section.Key))
        {
            throw new InvalidSettingException(section.Path, "must be named with letters, digits and . _ ~ -");
        }

        var (key, subject) = (section["Key"], section["Subject"]);
        if (key is null && subject is null)
        {
            throw new InvalidSettingException(section.Path, "must have a Key or a Subject");
        }

        if (key?.Length < MinKey)
        {
            throw new InvalidSettingException(section.Path + ":Key", $"must have at least {MinKey} characters");
        }

        if (subject is not null && !settings.HasProvider)
        {
            throw new InvalidSettingException(section.Path + ":Subject", "requires Auth:Authority, and is not available in an application with its own authentication");
        }

        var permissions = section.ReadList("Permissions");
        return permissions.FirstOrDefault(permission => !ServicePermission.All.Contains(permission, StringComparer.Ordinal)) is { } wrong
            ? throw new InvalidSettingException(section.Path + ":Permissions", $"must be a list of {string.Join(", ", ServicePermission.All)}, not {wrong}")
            : new ServiceAccount(section.Key, key is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(key)), subject, permissions);
    }
}

/// <summary>What a program may do with the admin API.</summary>
internal static class ServicePermission
{
    /// <summary>Lists, grants and revokes roles on any document.</summary>
    public const string Access = "access";

    /// <summary>Reads the changes of all documents.</summary>
    public const string Changes = "changes";

    /// <summary>Erases documents, versions and users.</summary>
    public const string Erase = "erase";

    /// <summary>Reads everything about one user.</summary>
    public const string Export = "export";

    /// <summary>Ends the sign-ins of accounts.</summary>
    public const string SignOut = "sign-out";

    public static IReadOnlyList<string> All { get; } = [Access, Changes, Erase, Export, SignOut];
}
