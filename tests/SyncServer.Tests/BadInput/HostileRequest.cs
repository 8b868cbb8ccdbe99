using System.Text;

namespace SyncServer.Tests.BadInput;

/// <summary>
/// Requests to all routes, generated from a seed: mostly valid, so that they get past the first checks, and hostile in some places. The parameters of a new
/// route are added to <see cref="Members"/>.
/// </summary>
/// <param name="random">The random numbers of the seed.</param>
/// <param name="operations">The method and path of every route.</param>
/// <param name="token">The token of an ordinary user.</param>
/// <param name="victims">The paths of documents of other users.</param>
internal sealed class HostileRequest(Random random, IReadOnlyList<string> operations, string token, IReadOnlyList<string> victims)
{
    /// <summary>A request.</summary>
    /// <param name="Bytes">The bytes to send.</param>
    /// <param name="IsHead">Whether the response has no body.</param>
    /// <param name="Closes">Whether the connection cannot be used after it.</param>
    /// <param name="BreaksOff">Whether to disconnect after it.</param>
    internal sealed record Made(byte[] Bytes, bool IsHead, bool Closes, bool BreaksOff);

    private static readonly string[] Text =
    [
        "", " ", "*", "\\\"", "..", "../../etc/passwd", "%2e%2e%2f", "%00", "'; drop table documents; --", "<script>alert(1)</script>", "\\u0000", "\\ud800", "\\u202e", "ä", "🙂", "null", "true",
        "-1", "0", "1", "1e309", "NaN", "9223372036854775808", "/", "//", "/a/~", "/a/~2", "/~0~1", "/-", "/0/1/2/3/4", "a/b", "/\\ud800", "AAAAAAAAAAAAAAAA", "0-0", "1-1-1", "eyJhbGciOiJub25lIn0.e30.",
        "{{7*7}}", "${jndi:ldap://x}", "$(reboot)", "=cmd|' /C calc'!A0", "COM1", "sync.db-wal", "diaries", "nasty", "viewer", "owner", "editing", "PUT", "DELETE", "base64==", "application/json",
    ];

    private static readonly string[] Numbers = ["0", "1", "5", "300", "-1", "-0", "1.5", "1e3", "1e400", "9007199254740991", "9007199254740992", "9223372036854775807", "9223372036854775808", "00", "0x10"];

    private static readonly string[] Members =
    [
        "scope", "ttlSeconds", "takeover", "state", "field", "role", "name", "refreshToken", "saves", "collection", "id", "method", "ifMatch", "ifNoneMatch", "sequence", "contentType", "json", "text",
        "base64", "onConflict", "conflictId", "__proto__", "", "$type",
    ];

    private static readonly string[] Queries = ["limit", "after", "before", "since", "collection", "id", "from", "to", "session_id", "access_token", "version", "x"];

    private static readonly string[] Headers =
    [
        "If-Match", "If-None-Match", "Session-Id", "Save-Sequence", "Prefer", "On-Conflict", "Conflict-Id", "Traceparent", "Tracestate", "Content-Type", "Content-Encoding", "Content-Range", "Accept",
        "Accept-Encoding", "Min-Version", "Last-Event-ID", "Cookie", "Range", "If-Modified-Since", "If-Range", "X-HTTP-Method-Override", "X-Forwarded-For", "Forwarded", "Origin", "Host", "TE", "Via",
    ];

    // These headers change where the next request begins.
    private static readonly string[] FramingHeaders = ["Transfer-Encoding", "Content-Length", "Connection", "Upgrade", "Expect", "Trailer"];

    /// <summary>Generates the next request.</summary>
    public Made Make()
    {
        var operation = Operation();
        var (method, path) = (operation.Split(' ')[0], Path(operation.Split(' ')[1]));
        method = random.Next(60) is 0 ? Pick(["OPTIONS", "TRACE", "put", "BREW", "PROPFIND", "POST", "DELETE"]) : method;
        var body = method is "GET" or "HEAD" or "OPTIONS" or "TRACE" && random.Next(20) > 0 ? [] : Body();
        var head = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
        head.Append(random.Next(25) switch { 0 => "", 1 => $"Authorization: Bearer {token[..^4]}AAAA\r\n", 2 => $"Authorization: {Hostile()}\r\n", _ => $"Authorization: Bearer {token}\r\n" });
        AddSaveHeaders(head, method);
        var closes = random.Next(50) is 0;
        if (random.Next(3) is 0)
        {
            head.Append($"{Pick(Headers)}: {Hostile()}\r\n");
        }

        if (closes)
        {
            head.Append($"{Pick(FramingHeaders)}: {Pick(["chunked", "close", "7", "-1", "100-continue", "h2c", "websocket", "gzip, chunked", "identity"])}\r\n");
        }

        // Sometimes Content-Length is wrong.
        var lie = random.Next(60) switch { 0 => 7, 1 => -Math.Min(body.Length, 3), _ => 0 };
        head.Append($"Content-Length: {body.Length + lie}\r\n\r\n");
        return new Made([.. Encoding.UTF8.GetBytes(head.ToString()), .. body], method is "HEAD", closes || lie is not 0, lie > 0 || closes);
    }

    // Fewer of the slow requests: hashing a password takes as long as a hundred others, a large page as long as ten.
    private string Operation()
    {
        var operation = operations[random.Next(operations.Count)];
        var cost = operation.Contains("/auth/", StringComparison.Ordinal) ? 100
            : operation is "GET /v1/changes" or "GET /v1/{collection}" || operation.EndsWith("/conflicts", StringComparison.Ordinal) ? 10
            : 1;
        return random.Next(cost) is 0 ? operation : "PUT /v1/{collection}/{id}";
    }

    private string Path(string template)
    {
        if (template.StartsWith("/v1/{collection}/{id}", StringComparison.Ordinal) && random.Next(4) is 0)
        {
            template = victims[random.Next(victims.Count)] + template["/v1/{collection}/{id}".Length..];
        }

        var path = new StringBuilder();
        foreach (var segment in template.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path.Append('/').Append(segment switch
            {
                "{collection}" => random.Next(12) is 0 ? InPath() : Pick(["nasty", "nasty", "diaries"]),
                "{id}" => random.Next(12) is 0 ? InPath() : $"n{random.Next(12)}",
                ['{', ..] => random.Next(3) is 0 ? InPath() : Pick(["1", "2", "3", "somebody"]),
                _ => segment,
            });
        }

        for (var i = random.Next(4) is 0 ? random.Next(1, 4) : 0; i > 0; i--)
        {
            path.Append(path.ToString().Contains('?', StringComparison.Ordinal) ? '&' : '?').Append(Pick(Queries)).Append('=').Append(random.Next(2) is 0 ? Pick(Numbers) : InPath());
        }

        return path.ToString();
    }

    private void AddSaveHeaders(StringBuilder head, string method)
    {
        if (method is "GET" or "HEAD")
        {
            return;
        }

        head.Append(random.Next(8) switch
        {
            0 => "",
            1 => $"If-Match: {Hostile()}\r\n",
            2 => "If-Match: *\r\n",
            3 => $"If-Match: \"{random.Next(4)}-{random.NextInt64():x16}\"\r\n",
            _ => "If-None-Match: *\r\n",
        });
        if (random.Next(2) is 0)
        {
            head.Append($"Session-Id: session-{random.Next(5)}\r\n");
            head.Append(random.Next(3) is 0 ? $"Save-Sequence: {Pick(Numbers)}\r\n" : $"Save-Sequence: {random.Next(1, 50)}\r\n");
        }

        head.Append(random.Next(6) switch { 0 => "On-Conflict: merge\r\n", 1 => "Prefer: return=representation\r\n", _ => "" });
        head.Append($"Content-Type: {(method is "PATCH" ? "application/merge-patch+json" : Pick(["application/json", "application/json", "application/json", "text/plain", "image/png"]))}\r\n");
    }

    private byte[] Body()
    {
        var made = random.Next(1000) switch
        {
            0 => new byte[(1024 * 1024) + random.Next(-10, 100_000)],
            < 40 => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Pick(["[", "{\"a\":", "[[", "\"", "{", "-", "1"]), random.Next(3000)))),
            < 80 => Noise(random.Next(500)),
            _ => Encoding.UTF8.GetBytes(Json(depth: 0)),
        };
        if (made.Length > 0 && random.Next(20) is 0)
        {
            made[random.Next(made.Length)] = (byte)random.Next(256);
        }

        return made;
    }

    private string Json(int depth) => (depth > 3 ? 3 : random.Next(depth is 0 ? 2 : 7)) switch
    {
        0 => $"{{{string.Join(',', Enumerable.Range(0, random.Next(6)).Select(_ => $"\"{Pick(Members)}\":{Json(depth + 1)}"))}}}",
        1 => depth is 0 ? $$"""{"{{Pick(Members)}}":{{Json(1)}},"saves":[{{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Save()))}}]}""" : $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Json(depth + 1)))}]",
        2 => Pick(["null", "true", "false"]),
        3 => Pick(Numbers),
        _ => $"\"{Pick(Text)}\"",
    };

    private string Save() =>
        $$"""{"collection":"{{Pick(["nasty", "diaries", Pick(Text)])}}","id":"{{Pick([$"n{random.Next(12)}", victims[0].Split('/')[^1], Pick(Text)])}}","method":"{{Pick(["PUT", "PATCH", "DELETE"])}}","{{Pick(["ifMatch", "ifNoneMatch"])}}":"{{Pick(["*", Pick(Text)])}}","{{Pick(["json", "text", "base64"])}}":{{Json(2)}},"sequence":{{Pick(Numbers)}}}""";

    private string Hostile() => random.Next(6) switch
    {
        0 => new string(Pick(["a", "\"", ",", "ä", "\t"])[0], random.Next(random.Next(50) is 0 ? 20_000 : 400)),
        1 => Pick(Numbers),
        2 => $"\"{Pick(Text)}\"",
        _ => Pick(Text),
    };

    private string InPath() => random.Next(4) switch
    {
        0 => Uri.EscapeDataString(Encoding.Latin1.GetString(Noise(random.Next(40)))),
        1 => new string('a', random.Next(random.Next(20) is 0 ? 9000 : 200)),
        2 => Pick(Numbers),
        _ => Pick(Text).Replace(" ", "%20", StringComparison.Ordinal).Replace("\\", "%5C", StringComparison.Ordinal),
    };

    private byte[] Noise(int length)
    {
        var noise = new byte[length];
        random.NextBytes(noise);
        return noise;
    }

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
