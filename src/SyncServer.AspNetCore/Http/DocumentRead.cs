using System.Globalization;
using SyncServer.Core.Documents;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>A GET of a document whose names and headers are validated and whose newest version is known: only the content has to be sent.</summary>
/// <param name="Key">The document.</param>
/// <param name="Head">The newest version; null if there is none.</param>
/// <param name="IsNotModified">Whether <c>If-None-Match</c> names that version.</param>
/// <param name="Problem">The response if there is no content to send.</param>
internal sealed record DocumentRead(DocumentKey Key, Head? Head, bool IsNotModified, Problem? Problem)
{
    /// <summary>Reads the request and finds the newest version. The result is cached for the request.</summary>
    public static async ValueTask<DocumentRead> OfAsync(HttpContext http)
    {
        if (http.Features.Get<DocumentRead>() is not { } read)
        {
            var services = http.RequestServices;
            read = await ReadAsync(http, services.GetRequiredService<CollectionPolicies>(), services.GetRequiredService<IDocumentReader>());
            http.Features.Set(read);
        }

        return read;
    }

    private static async Task<DocumentRead> ReadAsync(HttpContext http, CollectionPolicies policies, IDocumentReader reader)
    {
        var key = new DocumentKey((string)http.GetRouteValue("collection")!, (string)http.GetRouteValue("id")!);
        if (Names.Check(policies, key.Collection, key.Id, out _) is { } invalid)
        {
            return new DocumentRead(key, Head: null, IsNotModified: false, invalid);
        }

        if (ReadMinVersion(http, out var minVersion) is { } badVersion)
        {
            return new DocumentRead(key, Head: null, IsNotModified: false, badVersion);
        }

        if (ETagList.ReadKnown(http.Request.Headers, out var known) is { } badList)
        {
            return new DocumentRead(key, Head: null, IsNotModified: false, badList);
        }

        var head = await reader.NewestAsync(key, minVersion);
        return new DocumentRead(key, head, head is not null && known.Names(head.ETag), ProblemOf(http, head, minVersion));
    }

    private static Problem? ProblemOf(HttpContext http, Head? head, long minVersion)
    {
        if (head is null)
        {
            return Problems.DocumentNotFound();
        }

        if (head.Version < minVersion)
        {
            http.Response.Headers.RetryAfter = "1";
            return Problems.Unavailable($"Version {minVersion} is not available yet.");
        }

        if (head.Deleted)
        {
            // A client needs the tombstone's ETag to create the document again.
            http.Response.Headers["Version"] = head.Version.ToString(CultureInfo.InvariantCulture);
            http.Response.Headers["Sync-ETag"] = head.ETag.ToString();
            return Problems.Gone();
        }

        return null;
    }

    private static Problem? ReadMinVersion(HttpContext http, out long minVersion)
    {
        minVersion = 0;
        var header = http.Request.Headers["Min-Version"];
        return header.Count == 0 || (long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out minVersion) && minVersion >= 1)
            ? null
            : Problems.InvalidHeader("Min-Version must be a version number, from 1.");
    }
}
