using Microsoft.Extensions.Primitives;
using SyncServer.Core.Documents;

namespace SyncServer.Http;

/// <summary>The value of If-Match or If-None-Match (RFC 9110 13.1): <c>*</c>, or entity-tags.</summary>
/// <param name="IsAny">Whether it is <c>*</c>.</param>
/// <param name="ETags">The tags; those that are not ours name nothing.</param>
internal readonly record struct ETagList(bool IsAny, IReadOnlyList<ETag> ETags)
{
    // Bounds the look-ups that one request may cost.
    private const int MaxTags = 16;

    /// <summary>Whether a version's ETag is among them.</summary>
    public bool Names(ETag etag) => IsAny || ETags.Contains(etag);

    /// <summary>Reads the <c>If-None-Match</c> of a read: the versions that the client has already.</summary>
    public static Problem? ReadKnown(IHeaderDictionary headers, out ETagList known)
    {
        known = new ETagList(IsAny: false, []);
        return headers.IfNoneMatch.Count == 0 || TryParse(headers.IfNoneMatch, out known) ? null : Problems.InvalidHeader("If-None-Match is * or up to 16 ETags, each in quotes.");
    }

    /// <summary>Reads every line of the header.</summary>
    /// <returns>False where it is malformed or names more than 16 tags.</returns>
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
                // A comma may stand inside the quotes.
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
