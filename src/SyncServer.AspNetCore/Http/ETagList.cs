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
