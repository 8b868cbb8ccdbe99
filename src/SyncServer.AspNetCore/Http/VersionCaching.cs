using Microsoft.AspNetCore.OutputCaching;

namespace SyncServer.Http;

/// <summary>
/// Caches whole responses to GET, keyed by the ETag of the version: an entry is never stale, so a save evicts nothing. The newest version is looked up for
/// every request, after the authorization.
/// </summary>
internal sealed class VersionCaching : IOutputCachePolicy
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public async ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var http = context.HttpContext;
        var read = await DocumentRead.OfAsync(http);
        if (read.Head is not { } head || read.Problem is not null || read.IsNotModified)
        {
            return;
        }

        // The server ignores this header, as two versions can have the same second. The cache must ignore it too.
        http.Request.Headers.IfModifiedSince = default;
        context.CacheVaryByRules.VaryByHost = false;
        context.CacheVaryByRules.VaryByValues["etag"] = head.ETag.ToString();
        context.ResponseExpirationTimeSpan = Life;
        context.EnableOutputCaching = context.AllowCacheLookup = context.AllowCacheStorage = true;
        // A slow client must not block the others.
        context.AllowLocking = false;
    }

    /// <inheritdoc/>
    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => default;

    /// <inheritdoc/>
    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        context.AllowCacheStorage = context.HttpContext.Response.StatusCode == 200;
        return default;
    }
}
