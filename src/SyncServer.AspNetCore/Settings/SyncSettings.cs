using System.Security.Claims;
using SyncServer.Core.Documents;

namespace SyncServer.Settings;

/// <summary>The settings of this server, from <see cref="SyncServerOptions"/> and the host's environment.</summary>
/// <param name="Values">The keys of docs/settings.md and their values.</param>
/// <param name="People">Maps a principal of the host's authentication to a person; null if the server issues its own tokens.</param>
/// <param name="IsDevelopment">Whether the host runs in Development.</param>
/// <param name="IsProduction">Whether the host runs in Production.</param>
internal sealed record SyncSettings(IConfiguration Values, Func<ClaimsPrincipal, Person?>? People, bool IsDevelopment, bool IsProduction)
{
    /// <summary>Whether guests may sign in: <c>Auth:Guests</c>, default true in Development only.</summary>
    /// <exception cref="InvalidSettingException">The setting is neither true nor false.</exception>
    public bool Guests => Values.GetSection("Auth:Guests").ReadSwitch(@default: IsDevelopment);

    /// <summary>Whether tokens of an external OpenID provider are accepted (<c>Auth:Authority</c>). Not in an application with its own authentication.</summary>
    public bool HasProvider => People is null && Values["Auth:Authority"] is { Length: > 0 };

    /// <summary>Whether metrics are collected: <c>Insights:Enabled</c>, default true.</summary>
    /// <exception cref="InvalidSettingException">The setting is neither true nor false.</exception>
    public bool Insights => Values.GetSection("Insights:Enabled").ReadSwitch(@default: true);
}
