using Microsoft.Extensions.Primitives;
using SyncServer.Core.Documents;

namespace SyncServer.Http;

/// <summary>The value of <c>If-Match</c> or <c>If-None-Match</c> (RFC 9110, section 13.1): <c>*</c>, or entity tags.</summary>
/// <param name="IsAny">Whether it is <c>*</c>.</param>
/// <param name="ETags">The tags. A tag that is not one of this server's matches no version.</param>
internal readonly record struct ETagList(bool IsAny, IReadOnlyList<ETag> ETags)
{
    // Bounds the lookups of a request.
    private const int MaxTags = 16;

    /// <summary>Whether the list contains a version's ETag.</summary>
    public bool Names(ETag etag) => IsAny || ETags.Contains(etag);

    /// <summary>Reads <c>If-None-Match</c> of a GET: the versions that the client already has.</summary>
    public static Problem? ReadKnown(IHeaderDictionary headers, out ETagList known)
    {
        known = new ETagList(IsAny: false, []);
        return headers.IfNoneMatch.Count == 0 || TryParse(headers.IfNoneMatch, out known) ? null : Problems.InvalidHeader("If-None-Match must be * or up to 16 ETags, each in quotes.");
    }

    /// <summary>Reads all lines of the header.</summary>
    /// <returns>False if it is malformed or has more than 16 tags.</returns>
    public static bool TryParse(StringValues header, out ETagList list)
    {
        list = new ETagList(IsAny: false, []);
        var tags = new List<ETag>(1);
        foreach (var line in header)
        {
            var rest = line.AsSpan().Trim();
            if (rest is "*" && header.Count == 1)
            {
                list = new ETagList(IsAny: true, []);
                return true;
            }

            while (!rest.IsEmpty)
            {
                // A tag may contain a comma.
                var open = rest.IndexOf('"');
                var close = open < 0 ? -1 : rest[(open + 1)..].IndexOf('"');
                if (close < 0 || tags.Count == MaxTags || !ETag.TryParse(rest[..(open + close + 2)], out var tag))
                {
                    return false;
                }

                tags.Add(tag);
                rest = rest[(open + close + 2)..].TrimStart();
                if (!rest.IsEmpty && rest[0] is not ',')
                {
                    return false;
                }

                rest = rest.TrimStart(", \t");
            }
        }

        list = new ETagList(IsAny: false, tags);
        return tags.Count > 0;
    }
}
