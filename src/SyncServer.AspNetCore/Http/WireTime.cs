using System.Globalization;

namespace SyncServer.Http;

/// <summary>Times on the wire: RFC 3339 in UTC with milliseconds (docs/protocol.md, section 5).</summary>
internal static class WireTime
{
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
