using System.Text;

namespace SyncServer.Tests.BadInput;

/// <summary>Requests that are malformed at the HTTP level.</summary>
public sealed class MalformedHttpTests(BadInputServer server) : IClassFixture<BadInputServer>
{
    public static TheoryData<string, int> Malformed => new()
    {
        { "PUT /v1/nasty/a%00b HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
        { "PUT /v1/nasty/a HTTP/1.1\r\n\r\n", 400 },
        { "PUT /v1/nasty/a HTTP/9.9\r\nHost: x\r\n\r\n", 505 },
        { "nonsense\r\n\r\n", 400 },
        { "PUT /v1/nasty/a HTTP/1.1\r\nHost: x\r\nIf-Match : *\r\n\r\n", 400 },
        { "PUT /v1/nasty/a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}", 400 },
        { "PUT /v1/nasty/a HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400 },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_request_is_refused(string request, int status)
    {
        var answer = await RawHttp.SendAsync(server.Url, Encoding.Latin1.GetBytes(request));
        Assert.Equal(status, answer.Status);
        Assert.DoesNotContain("   at ", answer.Body);
        await server.IsHealthyAsync();
    }

    [Theory]
    [InlineData("Content-Length: 10000000000\r\n\r\n{}", 413)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\nzz\r\n", 400)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}", 400)]
    public async Task A_body_with_contradictory_framing_is_refused(string rest, int status)
    {
        var head = $"PUT /v1/nasty/liar HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {server.Amy.Token}\r\nContent-Type: application/json\r\nIf-None-Match: *\r\n";
        var answer = await RawHttp.SendAsync(server.Url, Encoding.Latin1.GetBytes(head + rest));
        Assert.Equal(status, answer.Status);
        (await server.Amy.Get("/v1/nasty/liar")).Refused("not-found");
        await server.IsHealthyAsync();
    }

    [Theory]
    [InlineData("{\"a\":1}", "Content-Length: 100\r\n\r\n")]
    [InlineData("4\r\n{\"a\"\r\n", "Transfer-Encoding: chunked\r\n\r\n")]
    public async Task An_incomplete_body_stores_nothing(string body, string framing)
    {
        var head = $"PUT /v1/nasty/broken HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.Amy.Token}\r\nContent-Type: text/plain\r\nIf-None-Match: *\r\n";
        var answer = await RawHttp.SendAsync(server.Url, Encoding.Latin1.GetBytes(head + framing + body), breaksOff: true);
        Assert.Contains(answer.Status, (int[])[0, 400]);
        (await server.Amy.Get("/v1/nasty/broken")).Refused("not-found");
        await server.IsHealthyAsync();
    }

    [Fact]
    public async Task A_chunked_body_is_limited_while_it_arrives()
    {
        var chunk = $"10000\r\n{new string('x', 0x10000)}\r\n";
        var head = $"PUT /v1/nasty/chunked HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {server.Amy.Token}\r\nIf-None-Match: *\r\nTransfer-Encoding: chunked\r\n\r\n";
        byte[] Body(int chunks) => Encoding.Latin1.GetBytes(head + string.Concat(Enumerable.Repeat(chunk, chunks)) + "0\r\n\r\n");

        Assert.Contains((await RawHttp.SendAsync(server.Url, Body(17))).Status, (int[])[0, 413]);
        (await server.Amy.Get("/v1/nasty/chunked")).Refused("not-found");
        Assert.Equal(201, (await RawHttp.SendAsync(server.Url, Body(16))).Status);
        Assert.Equal(1024 * 1024, (await server.Amy.Get("/v1/nasty/chunked")).Bytes.Length);
    }
}
