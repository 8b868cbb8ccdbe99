using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Caching.Memory;

namespace SyncServer.Identity;

/// <summary>
/// Remembers what an access token reads as: an editor sends one token with every save, and opening it costs more than deciding the save.
/// Whether it has run out is asked each time by the handler, as for any other.
/// </summary>
/// <param name="inner">Opens and seals tokens.</param>
/// <param name="cache">Bounded by entries.</param>
internal sealed class RememberedTickets(ISecureDataFormat<AuthenticationTicket> inner, MemoryCache cache) : ISecureDataFormat<AuthenticationTicket>
{
    /// <summary>How many tokens are remembered.</summary>
    public const int Max = 10_000;

    /// <inheritdoc/>
    public string Protect(AuthenticationTicket data) => inner.Protect(data);

    /// <inheritdoc/>
    public string Protect(AuthenticationTicket data, string? purpose) => inner.Protect(data, purpose);

    /// <inheritdoc/>
    public AuthenticationTicket? Unprotect(string? protectedText)
    {
        if (protectedText is null)
        {
            return null;
        }

        if (cache.TryGetValue(protectedText, out AuthenticationTicket? ticket))
        {
            return ticket;
        }

        ticket = inner.Unprotect(protectedText);
        if (ticket?.Properties.ExpiresUtc is { } expires)
        {
            cache.Set(protectedText, ticket, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = expires });
        }

        return ticket;
    }

    /// <inheritdoc/>
    public AuthenticationTicket? Unprotect(string? protectedText, string? purpose) => inner.Unprotect(protectedText, purpose);
}
