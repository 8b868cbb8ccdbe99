using System.Globalization;
using SyncServer.Core.Documents;

namespace SyncServer.Http;

/// <summary>The headers that tell a version: ETag, Sync-ETag, Version, Last-Modified (protocol 3 and 6).</summary>
internal static class VersionHeaders
{
    public static void Set(HttpResponse response, Revision revision)
    {
        var etag = revision.ETag.ToString();
        response.Headers.ETag = etag;
        // The same under a name that no proxy rewrites or strips.
        response.Headers["Sync-ETag"] = etag;
        response.Headers["Version"] = revision.ETag.Version.ToString(CultureInfo.InvariantCulture);
        response.Headers.LastModified = revision.SavedAt.ToString("R", CultureInfo.InvariantCulture);
    }
}
