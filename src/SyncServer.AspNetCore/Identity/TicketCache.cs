using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Caching.Memory;

namespace SyncServer.Identity;

/// <summary>
/// Caches the tickets of access tokens: an editor sends the same token with every save, and decrypting it costs more than deciding the save. The authentication
/// handler still checks the expiry of a cached ticket.
/// </summary>
/// <param name="inner">Encrypts and decrypts tokens.</param>
/// <param name="cache">The cache, bounded by the number of entries.</param>
internal sealed class TicketCache(ISecureDataFormat<AuthenticationTicket> inner, MemoryCache cache) : ISecureDataFormat<AuthenticationTicket>
{
    /// <summary>The maximum number of cached tickets.</summary>
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
