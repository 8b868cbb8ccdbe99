using System.Globalization;
using SyncServer.Core.Documents;

namespace SyncServer.Http;

/// <summary>The headers that name a version: ETag, Sync-ETag, Version, Last-Modified (docs/protocol.md, sections 3 and 6).</summary>
internal static class VersionHeaders
{
    public static void Set(HttpResponse response, Revision revision)
    {
        var etag = revision.ETag.ToString();
        response.Headers.ETag = etag;
        // The same value under a name that proxies do not rewrite or strip.
        response.Headers["Sync-ETag"] = etag;
        response.Headers["Version"] = revision.ETag.Version.ToString(CultureInfo.InvariantCulture);
        response.Headers.LastModified = revision.SavedAt.ToString("R", CultureInfo.InvariantCulture);
    }
}
