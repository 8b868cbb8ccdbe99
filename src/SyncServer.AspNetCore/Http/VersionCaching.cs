using Microsoft.AspNetCore.OutputCaching;

namespace SyncServer.Http;

/// <summary>
/// Keeps whole answers to reads, keyed by the version that they hold: an entry is never wrong, only no longer asked for, so nothing is
/// ever evicted for a change. Which version is the newest is looked up for every request, and whether the caller may read it is decided before.
/// </summary>
internal sealed class VersionCaching : IOutputCachePolicy
{
    // An entry that nobody asks for makes room at last.
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public async ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var http = context.HttpContext;
        var read = await DocumentRead.OfAsync(http);
        if (read.Head is not { } head || read.Problem is not null || read.IsKnown)
        {
            return;
        }

        // Seconds cannot tell two versions apart, so this header is not understood here, and must not be by the cache.
        http.Request.Headers.IfModifiedSince = default;
        context.CacheVaryByRules.VaryByHost = false;
        context.CacheVaryByRules.VaryByValues["etag"] = head.ETag.ToString();
        context.ResponseExpirationTimeSpan = Life;
        context.EnableOutputCaching = context.AllowCacheLookup = context.AllowCacheStorage = true;
        // A slow reader must not hold up the others.
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
