using System.Globalization;
using SyncServer.Core.Documents;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>A GET of a document, after its names and headers are read and the newest version is known: what is left is to send its bytes.</summary>
/// <param name="Key">Which document.</param>
/// <param name="Head">The newest version; null where there is a problem.</param>
/// <param name="IsKnown">Whether <c>If-None-Match</c> names that version.</param>
/// <param name="Problem">The answer where there is nothing to send.</param>
internal sealed record DocumentRead(DocumentKey Key, Head? Head, bool IsKnown, Problem? Problem)
{
    /// <summary>Reads the request and looks for the newest version. A request is looked at once, however often this is called.</summary>
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
            return new DocumentRead(key, Head: null, IsKnown: false, invalid);
        }

        if (ReadMinVersion(http, out var minVersion) is { } badVersion)
        {
            return new DocumentRead(key, Head: null, IsKnown: false, badVersion);
        }

        if (ETagList.ReadKnown(http.Request.Headers, out var known) is { } badList)
        {
            return new DocumentRead(key, Head: null, IsKnown: false, badList);
        }

        var head = await reader.NewestAsync(key, minVersion);
        return new DocumentRead(key, head, head is not null && known.Names(head.ETag), ProblemOf(http, head, minVersion));
    }

    private static Problem? ProblemOf(HttpContext http, Head? head, long minVersion)
    {
        if (head is null)
        {
            return Problems.Unseen();
        }

        if (head.Version < minVersion)
        {
            http.Response.Headers.RetryAfter = "1";
            return Problems.Unavailable($"Version {minVersion} is not here.");
        }

        if (head.Deleted)
        {
            // What a client names to create the document again.
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
            : Problems.InvalidHeader("Min-Version is a version, from 1.");
    }
}
