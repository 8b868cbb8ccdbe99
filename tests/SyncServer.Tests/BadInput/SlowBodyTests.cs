using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SyncServer.Http;

namespace SyncServer.Tests.BadInput;

/// <summary>Slow bodies are charged to their senders and do not affect others.</summary>
public sealed class SlowBodyTests
{
    private const int Announced = 16 * 1024 * 1024;
    private const int Share = 64 * 1024 * 1024;
    private static readonly byte[] Zeros = new byte[Announced];

    [Theory]
    [InlineData(16)]
    [InlineData(64)]
    public async Task Large_slow_bodies_do_not_prevent_others_from_saving(int connections)
    {
        await using var app = new SyncApp();
        var (mallory, ben) = (await app.SignInAsync("Mallory"), await app.SignInAsync("Ben"));
        var budget = app.Services.GetRequiredService<BodyBudget>();
        var slow = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => StartAsync(mallory, bytes: 1500)));

        await Eventually.HoldsAsync(() => Task.FromResult(budget.Held >= connections * 1500), "everything that was sent has arrived");
        Assert.InRange(budget.Held, 0, connections * 4096);
        (await ben.Create(SyncApp.NewDocument(), Document(1_000_000))).Saved("created", 1);
        (await mallory.Create(SyncApp.NewDocument(), Document(1_000_000))).Saved("created", 1);
        Assert.All(slow, one => Assert.Equal(0, one.Client.Available));

        Array.ForEach(slow, one => one.Dispose());
        await Eventually.HoldsAsync(() => Task.FromResult(budget.Held is 0), "the memory of a broken connection is released");
    }

    [Fact]
    public async Task The_memory_for_bodies_of_one_user_is_limited()
    {
        await using var app = new SyncApp();
        var (mallory, ben) = (await app.SignInAsync("Mallory"), await app.SignInAsync("Ben"));
        var budget = app.Services.GetRequiredService<BodyBudget>();
        var much = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => StartAsync(mallory, bytes: Announced - 1000)));

        var answered = 0;
        await Eventually.HoldsAsync(() => Task.FromResult((answered = much.Count(one => one.Client.Available > 0)) >= 12), "bodies above the share are refused");
        Assert.InRange(answered, 12, 15);
        Assert.InRange(budget.Held, 1, Share);
        foreach (var one in much.Where(one => one.Client.Available > 0))
        {
            var answer = await ReadAsync(one);
            Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
            Assert.Contains("/problems/unavailable", answer, StringComparison.Ordinal);
            Assert.Contains("Retry-After: 1", answer, StringComparison.Ordinal);
        }

        (await ben.Create(SyncApp.NewDocument(), Document(1_000_000))).Saved("created", 1);

        Array.ForEach(much, one => one.Dispose());
        await Eventually.HoldsAsync(() => Task.FromResult(budget.Held is 0), "the memory of a broken connection is released");
        (await mallory.Create(SyncApp.NewDocument(), Document(1_000_000))).Saved("created", 1);
    }

    [Fact]
    public async Task There_is_memory_for_another_user_after_many_used_their_shares()
    {
        await using var app = new SyncApp();
        var budget = app.Services.GetRequiredService<BodyBudget>();
        var all = new List<TcpClient>();
        for (var user = 0; user < 6; user++)
        {
            var mallory = await app.SignInAsync("Mallory");
            all.AddRange(await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => StartAsync(mallory, bytes: Announced - 1000))));
        }

        await Eventually.HoldsAsync(() => Task.FromResult(budget.Held > 2 * Share), "many bodies are incomplete");
        (await (await app.SignInAsync("Ben")).Create(SyncApp.NewDocument(), Document(1_000_000))).Saved("created", 1);
        Assert.InRange(budget.Held, 0, 4 * Share);
        all.ForEach(one => one.Dispose());
    }

    [Fact]
    public async Task A_body_that_arrives_too_slowly_is_408()
    {
        using var data = new TempDirectory();
        await using var server = await ServerProcess.StartAsync(data.FullPath);
        var mallory = await Caller.SignInAsync(Wire.Connect(server.Url), "Mallory");
        using var slow = await StartAsync(mallory, bytes: 1500);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (slow.Client.Available is 0)
        {
            await slow.GetStream().WriteAsync(Zeros.AsMemory(0, 750), limit.Token);
            await Task.Delay(500, limit.Token);
        }

        var answer = await ReadAsync(slow);
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"type\":\"/problems/invalid-body\"", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("fail:", server.Output);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(70_001)]
    [InlineData(1024 * 1024)]
    public async Task A_body_is_the_same_in_any_fragmentation(int length)
    {
        await using var app = new SyncApp();
        var ben = await app.SignInAsync("Ben");
        var body = new byte[length];
        new Random(length).NextBytes(body);
        foreach (var isChunked in (bool[])[false, true])
        {
            var note = SyncApp.NewDocument();
            using var client = new TcpClient { NoDelay = true };
            await client.ConnectAsync(ben.Http.BaseAddress!.Host, ben.Http.BaseAddress.Port);
            var framing = isChunked ? "Transfer-Encoding: chunked" : $"Content-Length: {length}";
            await SendAsync(client, Encoding.ASCII.GetBytes($"PUT {note} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {ben.Token}\r\nIf-None-Match: *\r\n{framing}\r\n\r\n"));
            foreach (var piece in body.Chunk(Math.Max(1, length / 7)))
            {
                byte[] chunk = [.. Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"), .. piece, .. "\r\n"u8];
                await SendAsync(client, isChunked ? chunk : piece);
                await Task.Yield();
            }

            await SendAsync(client, isChunked ? "0\r\n\r\n"u8.ToArray() : Array.Empty<byte>());
            Assert.StartsWith("HTTP/1.1 201 ", await ReadAsync(client), StringComparison.Ordinal);
            Assert.Equal(body, (await ben.Get(note)).Bytes);
        }
    }

    private static string Document(int length) => $"\"{new string('x', length)}\"";

    /// <summary>Starts a batch of 16 MiB and sends a part of it.</summary>
    private static async Task<TcpClient> StartAsync(Caller caller, int bytes)
    {
        var client = new TcpClient();
        await client.ConnectAsync(caller.Http.BaseAddress!.Host, caller.Http.BaseAddress.Port);
        await SendAsync(client, Encoding.ASCII.GetBytes($"POST /v1/batch HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {caller.Token}\r\nContent-Type: application/json\r\nContent-Length: {Announced}\r\n\r\n"));
        await SendAsync(client, Zeros.AsMemory(0, bytes));
        return client;
    }

    private static async Task SendAsync(TcpClient client, ReadOnlyMemory<byte> bytes)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await client.GetStream().WriteAsync(bytes, limit.Token);
        }
        catch (IOException)
        {
            // A refused body need not be read.
        }
    }

    private static async Task<string> ReadAsync(TcpClient client)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var answer = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            while (await client.GetStream().ReadAsync(buffer, limit.Token) is > 0 and var read)
            {
                answer.Write(buffer, 0, read);
            }
        }
        catch (IOException)
        {
            // Disconnected after the response.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }
}
