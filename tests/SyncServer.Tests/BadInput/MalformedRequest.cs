using System.Text;

namespace SyncServer.Tests.BadInput;

/// <summary>Malformed requests, generated from a seed.</summary>
internal sealed class MalformedRequest(Random random, string token)
{
    private static readonly string[] Methods = ["PUT", "PUT", "PUT", "PATCH", "PATCH", "DELETE", "POST", "GET", "HEAD", "OPTIONS", "put", "BREW", "P\u00dcT"];

    private static readonly string[] Pieces =
    [
        "..", ".", "%2e%2e", "%2F", "%5C", "\\", "%00", "%0d%0aX:1", "%", "%zz", "%C0%AF", "%FF", "\u00e4", "\ud83d\ude42", "//", "?", "#", ";", "'", "\"", "<script>",
        "{id}", "${x}", "$(x)", "%n%n", "a b", "*", "|", "~", "-", "_", "COM1", "sync.db", "sync.db-wal", "info", "revisions", "null", "1e9", "\u202e", "\ufeff", "%F0%9F",
    ];

    private static readonly string[] Values =
    [
        "", " ", "*", "\"", "\"\"", "W/", "W/\"\"", "\"1-0\"", "\"-1--1\"", "\"\u00e4\"", "\"a\",", ",", ",,,\"a\"", "null", "-1", "0", "1e309", "NaN", "9223372036854775807",
        "9223372036854775808", "'; drop table documents; --", "../../etc/passwd", "\t", "\u0001", "\u007f", "=?utf-8?b?w6Q=?=", "a=b; c=\"d", "gzip", "chunked", "bytes=0-0",
        "Thu, 01 Jan 1970 00:00:00 GMT", "application/json;", "application/json; charset=utf-7", "text/plain; charset=\"", "application/merge-patch+json", "multipart/form-data",
    ];

    private static readonly string[] Headers =
    [
        "If-Match", "If-None-Match", "Session-Id", "Save-Sequence", "Prefer", "On-Conflict", "Conflict-Id", "Traceparent", "Tracestate", "Content-Type", "Content-Encoding",
        "Accept", "Min-Version", "Authorization", "Cookie", "Range", "Expect", "Transfer-Encoding", "If-Modified-Since", "If-Unmodified-Since", "X-HTTP-Method-Override", "Forwarded", "Upgrade",
    ];

    /// <summary>Generates a request whose path, headers or body are malformed. The document may be stored only if everything is valid.</summary>
    public (byte[] Bytes, bool BreaksOff) Make(string document)
    {
        var wrong = random.Next(1, 8);
        var path = (wrong & 1) is 0 ? document : Path();
        var body = (wrong & 2) is 0 ? "{}"u8.ToArray() : Body();
        var head = new StringBuilder($"{Pick(Methods)} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        head.Append($"Authorization: Bearer {token}\r\n");
        if (random.Next(10) > 0)
        {
            head.Append($"Content-Type: {(random.Next(4) is 0 ? "text/plain" : "application/json")}\r\n");
        }

        if (random.Next(4) > 0)
        {
            head.Append("If-None-Match: *\r\n");
        }

        for (var i = (wrong & 4) is 0 ? 0 : random.Next(1, 5); i > 0; i--)
        {
            head.Append($"{Pick(Headers)}: {Value()}\r\n");
        }

        // Sometimes Content-Length is wrong.
        var lie = random.Next(12) switch { 0 => 7, 1 => -Math.Min(body.Length, 3), _ => 0 };
        head.Append(random.Next(40) is 0 ? $"Content-Length: {Pick(Values)}\r\n\r\n" : $"Content-Length: {body.Length + lie}\r\n\r\n");
        return ([.. Encoding.UTF8.GetBytes(head.ToString()), .. body], lie > 0);
    }

    private string Path()
    {
        var path = new StringBuilder("/v1");
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            path.Append('/').Append(random.Next(5) switch
            {
                0 => "nasty",
                1 => new string(Pick(["a", "A", ".", "%41"])[0], random.Next(9000)),
                2 => Pick(Pieces) + Pick(Pieces),
                3 => "a" + Pick(Pieces) + "b",
                _ => Uri.EscapeDataString(Noise(random.Next(40))),
            });
        }

        return random.Next(4) is 0 ? $"{path}?{Pick(["limit", "after", "before", "session_id", ""])}={Pick(Pieces)}" : path.ToString();
    }

    private string Value() => random.Next(5) switch
    {
        0 => new string(Pick(["a", "\"", ",", "\u00e4"])[0], random.Next(20_000)),
        1 => Uri.EscapeDataString(Noise(random.Next(60))),
        2 => Pick(Values) + Pick(Values),
        _ => Pick(Values),
    };

    private byte[] Body()
    {
        var good = Encoding.UTF8.GetBytes("""{"title":"Grüße","list":[1,2.5e3,{"deep":null}],"text":"\ud83d\ude42 \"quoted\"","yes":true}""");
        switch (random.Next(6))
        {
            case 0:
                return good[..random.Next(good.Length)];
            case 1:
                good[random.Next(good.Length)] = (byte)random.Next(256);
                return good;
            case 2:
                var noise = new byte[random.Next(3000)];
                random.NextBytes(noise);
                return noise;
            case 3:
                return Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Pick(["[", "{\"a\":", "[[", "\"", "{", "-"]), random.Next(50_000))));
            case 4:
                return new byte[(1024 * 1024) + random.Next(1, 100_000)];
            default:
                return Encoding.UTF8.GetBytes(Pick(["{\"a\":1,\"a\":2}", "\"\\ud800\"", "{\"\\udfff\":1}", "1e99999", "-0", "\ufeff{}", "[1e400]", "{\"\":{}}", "\"\\u0000\""]));
        }
    }

    private string Noise(int length) => new(Enumerable.Range(0, length).Select(_ => (char)random.Next(1, 0xD800)).ToArray());

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
