using System.Text;

namespace SyncServer.Tests.BadInput;

/// <summary>A request of <see cref="RouteFuzzTests"/>.</summary>
/// <param name="Made">As sent.</param>
/// <param name="IsNoHttp">Whether the host may refuse it before it is parsed, without a body.</param>
/// <param name="IsOtherType">Whether it is for a route with a JSON body, and has another content type.</param>
internal sealed record RouteRequest(HostileRequest.Made Made, bool IsNoHttp, bool IsOtherType)
{
    private const string Sender = "/v1/diaries/fuzzed";

    private static readonly string[] JsonRoutes = ["/access/{user}", "/presence", "/locks", "/locks/{lockId}", "/v1/batch", "/v1/auth/register", "/v1/auth/login", "/v1/auth/guest", "/v1/auth/refresh"];

    private static readonly string[] JsonTypes =
        ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8", "application/json; charset=\"utf-8\"", "application/problem+json", "application/merge-patch+json"];

    private static readonly string[] OtherTypes =
    [
        "application/json; charset=utf-16", "application/json; charset=utf-16le", "application/json; charset=utf-32", "application/json; charset=utf-7", "application/json; charset=us-ascii",
        "application/json; charset=iso-8859-1", "application/json; charset=nonsense", "application/json; charset=\"\"", "application/json; charset=\"utf-16\"",
        "application/merge-patch+json; charset=utf-7", "application/problem+json; charset=x", "text/json", "text/plain; charset=utf-7", "text/plain", "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x", "multipart/form-data", "*/*", "application/*", "application", ";", "application/json, text/plain", "application/json\r\nContent-Type: text/plain",
        "application/" + new string('a', 300), "application/jsonp", "application/octet-stream",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1.5", "1e400", "-9223372036854775809", "9223372036854775808", "\"\"", "\"x\"", "\"\\ud800\"", "\"\\udc00x\"", "\"\\u0000\"", "\"\u202e\"", "[]", "{}", "[[{}]]",
        "{\"\\ud800\":1}", "\"" + new string('x', 3000) + "\"",
    ];

    private static readonly string[] Members =
    [
        "scope", "ttlSeconds", "takeover", "state", "field", "role", "name", "email", "password", "refreshToken", "saves", "collection", "id", "method", "ifMatch", "sequence", "contentType", "json", "text",
        "base64", "unknown",
    ];

    private static readonly string[] Good =
    [
        """{"role":"viewer"}""", """{"state":"editing","field":"/a"}""", """{"scope":"/a","ttlSeconds":30,"takeover":true}""", """{"refreshToken":"x"}""", """{"name":"Amy"}""",
        """{"saves":[{"collection":"diaries","id":"fuzzed","method":"PUT","ifMatch":"*","json":{}}]}""", """{"saves":[{"collection":"notes","id":"a","method":"PUT","ifNoneMatch":"*","text":"a","contentType":"text/plain; charset=utf-16"}]}""",
    ];

    private static readonly byte[][] Bodies =
    [
        [], .. new[] { "null", "1", "\"x\"", "[]", "{}", "{", "}", "[1,", "nonsense", "{}{}", "{\"a\":1,\"a\":2}", "\ufeff{}", "/**/{}", "{'a':1}", "{\"a\":1,}", "NaN" }.Select(Encoding.UTF8.GetBytes),
        .. Good.Select(Encoding.UTF8.GetBytes), .. Good.Select(Encoding.Unicode.GetBytes), .. Good.Select(good => (byte[])[.. Encoding.UTF8.GetBytes(good[..^2]), 0xC3, (byte)'"', (byte)'}']),
        .. Values.Select(value => Encoding.UTF8.GetBytes($"{{{string.Join(',', Members.Select(member => $"\"{member}\":{value}"))}}}")),
        .. Values.Select(value => Encoding.UTF8.GetBytes($$"""{"saves":[{"collection":{{value}},"id":{{value}},"method":"PUT","ifNoneMatch":{{value}},"sequence":{{value}},"json":{{value}},"onConflict":{{value}}}]}""")),
        [0], [0xFF, 0xFE], [0xED, 0xA0, 0x80], "{\"role\":\"\u0001\"}"u8.ToArray(), "{\"unknown\":\"\xff\"}"u8.ToArray(),
        [.. "{\"unknown\":\""u8, 0xFF, .. "\"}"u8], Nested(70), Nested(300), Nested(20_000), new byte[70_000], new byte[1_100_000],
        Encoding.ASCII.GetBytes($"{{\"name\":\"{new string('x', 65_000)}\"}}"),
    ];

    // Each is one or more lines. The host may refuse the last ones before it parses the request.
    private static readonly string[] Headers =
    [
        "Content-Encoding: gzip", "Content-Encoding: identity", "Content-Encoding: gzip\r\nContent-Encoding: br", "Content-Encoding:", "Expect: 100-continue", "Expect: nonsense",
        "Session-Id: fuzz-session", "Session-Id: fuzz-session\r\nSession-Id: fuzz-session", "Session-Id: \"", "Session-Id: fuzz-session\r\nSave-Sequence: 99999999999999999999",
        "Session-Id: fuzz-session\r\nSave-Sequence: -1", "Session-Id: fuzz-session\r\nSave-Sequence: 1\r\nSave-Sequence: 2", "Save-Sequence: 1", "Save-Parent: 99999999999999999999", "Save-Parent: x",
        "If-Match: *", "If-Match: *\r\nIf-None-Match: *", "If-Match: \"1-00\"\r\nIf-Match: \"2-00\"", "If-Match: \"", "If-None-Match: \"x", "If-None-Match: W/\"x\", *", "Min-Version: 99999999999999999999",
        "Min-Version: -1", "Min-Version: 999", "Min-Version: 1\r\nMin-Version: 2", "Content-Range: bytes 0-1/2", "Range: bytes=5-1", "Range: bytes=99999999999999999999-", "Range: bytes=0-0,-1",
        "If-Modified-Since: yesterday", "If-Range: \"", "Accept: ;", "Accept-Encoding: ;q=x", "Prefer: ;;,=", "Prefer: return=\"", "On-Conflict: MERGE", "Conflict-Id: c_", "Conflict-Id: c_\r\nConflict-Id: c_",
        "Traceparent: 00-", "Tracestate: =", "Baggage: ;=", "Last-Event-ID: x", "Origin: null", "Origin: x\r\nAccess-Control-Request-Method: PUT", "X-Forwarded-For: ::::", "X-Forwarded-Prefix: //x", "Cookie: \"", "Authorization: Basic x",
        "Authorization: Bearer", "X-HTTP-Method-Override: BREW", "Upgrade: websocket", "Te: x", "X-Long: " + new string('x', 9000),
    ];

    private static readonly string[] NoHttp = ["X: \0", "X: \ud83d", "Host: y", "Host: \"", "Content-Length: 1", "Transfer-Encoding: gzip", "Transfer-Encoding: chunked", "X : y", " X: y", "X-Long: " + new string('x', 20_000)];

    private static readonly string[] Names = ["fuzzed", "%2e%2e", "a%2Fb", "%ED%A0%80", "%F0%9F%99%82", "-", "99999999999999999999", "-1", "0", "1", "'", "{id}", new string('a', 300)];

    private static readonly string[] Queries =
        ["limit=-1", "limit=99999999999999999999", "limit=1e3", "limit=", "after=%ED%A0%80", "before=-1", "since=%00", "since=now&since=x", "from=1&to=99999999999999999999", "from=x", "session_id=%22", "id=a", "collection=A", "collection=diaries&id=%2F", "%00=%00", "&&&=="];

    /// <summary>All requests, in an order that depends on the seed.</summary>
    public static List<RouteRequest> All(IReadOnlyList<string> operations, string token, Random random)
    {
        var requests = new List<RouteRequest>();
        foreach (var operation in operations)
        {
            var (method, template) = (operation.Split(' ')[0], operation.Split(' ')[1]);
            var takesJson = method is "POST" or "PUT" && Array.Exists(JsonRoutes, route => template.EndsWith(route, StringComparison.Ordinal));
            foreach (var type in (string?[])[null, .. JsonTypes, .. OtherTypes])
            {
                var isOther = takesJson && Array.IndexOf(OtherTypes, type) >= 0;
                // Every body for routes with a JSON body; some for the others.
                foreach (var body in takesJson && !isOther ? Bodies : random.GetItems(Bodies, method is "GET" or "HEAD" or "DELETE" ? 4 : 12))
                {
                    // An optional body without a type is allowed.
                    requests.Add(Make(random, method, template, token, type, body, isOther && body.Length > 0));
                }
            }
        }

        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(requests));
        return requests;
    }

    private static RouteRequest Make(Random random, string method, string template, string token, string? type, byte[] body, bool isOther)
    {
        // Half of them are valid except for type and body.
        var isOdd = random.Next(2) is 0;
        var isNoHttp = isOdd && random.Next(20) is 0;
        var path = template.Replace("/v1/{collection}/{id}", isOdd && random.Next(8) is 0 ? $"/v1/{Pick(random, Names)}/{Pick(random, Names)}" : Sender, StringComparison.Ordinal)
            .Replace("{collection}", "diaries", StringComparison.Ordinal).Replace("{version}", isOdd ? Pick(random, Names) : "1", StringComparison.Ordinal)
            .Replace("{user}", isOdd ? Pick(random, Names) : "somebody", StringComparison.Ordinal).Replace("{lockId}", isOdd ? Pick(random, Names) : "1", StringComparison.Ordinal);
        path += isOdd && random.Next(4) is 0 ? "?" + Pick(random, Queries) : "";
        var sent = isOdd && random.Next(30) is 0 ? Pick(random, ["OPTIONS", "TRACE", "BREW", "get", "POST", "PUT", "PATCH"]) : method;
        var head = new StringBuilder($"{sent} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n");
        head.Append(type is null ? "" : $"Content-Type: {type}\r\n");
        head.Append(isOdd ? $"{Pick(random, Headers)}\r\n" : "Session-Id: fuzz-session\r\nIf-Match: *\r\n");
        head.Append(isNoHttp ? $"{Pick(random, NoHttp)}\r\n" : "").Append($"Content-Length: {body.Length}\r\n\r\n");
        // The connection is closed to end a request with a wrong length.
        var made = new HostileRequest.Made([.. Encoding.UTF8.GetBytes(head.ToString()), .. body], sent is "HEAD", Closes: isNoHttp || body.Length > 60_000, BreaksOff: isNoHttp);
        return new RouteRequest(made, isNoHttp || path.Contains("%00", StringComparison.Ordinal), isOther && !isOdd);
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];

    private static byte[] Nested(int depth) => Encoding.ASCII.GetBytes($"{{\"unknown\":{new string('[', depth)}{new string(']', depth)},\"name\":\"x\"}}");
}
