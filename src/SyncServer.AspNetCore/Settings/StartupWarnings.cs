using System.Data.Common;

namespace SyncServer.Settings;

/// <summary>Warnings about settings that are unsafe in Production. Each is logged at the start.</summary>
internal static class StartupWarnings
{
    // The password of compose.yaml, and common ones.
    private static readonly HashSet<string> KnownPasswords = new(StringComparer.OrdinalIgnoreCase)
    {
        "sync", "syncserver", "postgres", "password", "passwort", "admin", "root", "secret", "test", "example", "changeme", "change-me", "1234", "12345", "123456",
    };

    /// <summary>Returns the warnings for the settings.</summary>
    public static IEnumerable<string> Of(SyncSettings settings) => settings.IsProduction ? Of(settings.Values, settings.Guests) : [];

    private static IEnumerable<string> Of(IConfiguration configuration, bool guests)
    {
        if (guests)
        {
            yield return "Auth:Guests is on: anyone can sign in under any name, without a password.";
        }

        foreach (var key in (string[])["ConnectionStrings:Documents", "ConnectionStrings:Redis"])
        {
            if (PasswordOf(configuration[key] ?? "") is { } password && KnownPasswords.Contains(password))
            {
                yield return $"{key} has a well-known password.";
            }
        }

        if (configuration.ReadList("Cors:Origins").Contains("*", StringComparer.Ordinal))
        {
            yield return "Cors:Origins is *: a page of any origin can use the server with a token that it has.";
        }

        if (Array.Exists(configuration.ReadList("Server:TrustedProxies"), network => network.EndsWith("/0", StringComparison.Ordinal)))
        {
            yield return "Server:TrustedProxies trusts every address: any client can state the address that its limits count for.";
        }

        foreach (var key in (string[])["Limits:User", "Limits:Document", "Limits:Address", "Limits:SignIns"])
        {
            if (configuration[key] is "0")
            {
                yield return $"{key} is 0: there is no limit.";
            }
        }
    }

    private static string? PasswordOf(string connection)
    {
        // A Redis configuration has commas instead of semicolons.
        var settings = new DbConnectionStringBuilder();
        try
        {
            settings.ConnectionString = connection.Contains(';', StringComparison.Ordinal) ? connection : string.Join(';', connection.Split(',').Where(part => part.Contains('=', StringComparison.Ordinal)));
        }
        catch (ArgumentException)
        {
            return null;
        }

        return settings.TryGetValue("Password", out var password) || settings.TryGetValue("Pwd", out password) ? password as string : null;
    }
}
