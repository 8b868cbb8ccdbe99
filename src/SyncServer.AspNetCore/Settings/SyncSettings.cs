using System.Security.Claims;
using SyncServer.Core.Documents;

namespace SyncServer.Settings;

/// <summary>The settings of this server, from <see cref="SyncServerOptions"/> and the host's environment.</summary>
/// <param name="Values">The keys of protocol section 12 and their values.</param>
/// <param name="People">Who is behind a principal of the host's authentication; null where the tokens are our own.</param>
/// <param name="IsDevelopment">Whether the host runs in Development.</param>
/// <param name="IsProduction">Whether the host runs in Production.</param>
internal sealed record SyncSettings(IConfiguration Values, Func<ClaimsPrincipal, Person?>? People, bool IsDevelopment, bool IsProduction)
{
    /// <summary>Whether guests may sign in: <c>Auth:Guests</c>, on in Development only by default.</summary>
    /// <exception cref="InvalidSettingException">The setting is neither true nor false.</exception>
    public bool Guests => Values.ReadSwitch("Auth:Guests", @default: IsDevelopment);

    /// <summary>Whether the server measures itself: <c>Insights:Enabled</c>, on by default.</summary>
    /// <exception cref="InvalidSettingException">The setting is neither true nor false.</exception>
    public bool Insights => Values.ReadSwitch("Insights:Enabled", @default: true);
}
