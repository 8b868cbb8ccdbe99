using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SyncServer.Tests.BadInput;

/// <summary>Clients that open many connections, or send their requests very slowly.</summary>
public sealed class SlowTests
{
    [Fact]
    public async Task Slow_clients_are_disconnected_and_do_not_delay_others()
    {
        using var data = new TempDirectory();
        await using var server = await ServerProcess.StartAsync(data.FullPath);
        var amy = await Caller.SignInAsync(Wire.Connect(server.Url), "Amy");
        var slow = Enumerable.Range(0, 100).Select(i => DawdleAsync(server.Url, amy.Token!, hasHead: i % 2 is 0)).ToList();

        (await amy.Create(SyncApp.NewDocument(), "1")).Saved("created", 1);
        Assert.DoesNotContain(slow, one => one.IsCompleted);

        foreach (var (answer, hasHead) in (await Task.WhenAll(slow)).Select((answer, i) => (answer, i % 2 is 0)))
        {
            Assert.True(answer.Length is 0 || answer.Contains(" 408 ", StringComparison.Ordinal), $"{hasHead}: {answer}");
        }

        (await amy.Get("/v1/notes/slow")).Refused("not-found");
        (await amy.Create(SyncApp.NewDocument(), "1")).Saved("created", 1);
    }

    [Fact]
    public async Task The_number_of_connections_is_limited()
    {
        using var data = new TempDirectory();
        await using var server = await ServerProcess.StartAsync(data.FullPath, "--Limits:Connections=20");
        var clients = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 40; i++)
            {
                clients.Add(new TcpClient());
                await clients[i].ConnectAsync(server.Url.Host, server.Url.Port);
                await clients[i].GetStream().WriteAsync("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
            }

            var answered = (await Task.WhenAll(clients.Select(async client => await ReadAsync(client, until: 12)))).Count(answer => answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal));
            Assert.InRange(answered, 1, 20);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }

        await Eventually.HoldsAsync(async () => await IsHealthyAsync(server.Url), "a connection is free again");
    }

    private static async Task<bool> IsHealthyAsync(Uri server)
    {
        try
        {
            return (await new Caller(Wire.Connect(server), Token: null).Get("/healthz")).Status is HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Sends single bytes until the server disconnects.</summary>
    private static async Task<string> DawdleAsync(Uri server, string token, bool hasHead)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, limit.Token);
        var head = $"PUT /v1/notes/slow HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nIf-None-Match: *\r\n{(hasHead ? "Content-Type: text/plain\r\nContent-Length: 500000\r\n\r\n" : "X-Slow: ")}";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), limit.Token);
        var read = ReadAsync(client, until: int.MaxValue);
        while (!read.IsCompleted)
        {
            try
            {
                await client.GetStream().WriteAsync("x"u8.ToArray(), limit.Token);
            }
            catch (IOException)
            {
                break;
            }

            await Task.WhenAny(read, Task.Delay(500, limit.Token));
            limit.Token.ThrowIfCancellationRequested();
        }

        return await read;
    }

    private static async Task<string> ReadAsync(TcpClient client, int until)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (text.Length < until && await client.GetStream().ReadAsync(buffer) is > 0 and var read)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // Disconnected.
        }

        return text.ToString();
    }
}
