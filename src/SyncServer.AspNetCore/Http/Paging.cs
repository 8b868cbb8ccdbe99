using System.Globalization;

namespace SyncServer.Http;

/// <summary>The query parameter <c>limit</c> of a list: 1 to 1,000, default 100.</summary>
internal static class Paging
{
    public static Problem? ReadLimit(string? text, out int limit)
    {
        limit = 100;
        return text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= 1000)
            ? null
            : Problems.InvalidQuery("limit must be a number from 1 to 1000.");
    }
}
