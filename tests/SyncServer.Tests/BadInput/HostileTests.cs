using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using SyncServer.Core.Documents;
using Xunit.Abstractions;

namespace SyncServer.Tests.BadInput;

/// <summary>Thousands of hostile requests to every route: none causes an internal error, none is slow, and none changes the documents of other users.</summary>
public sealed class HostileTests(ITestOutputHelper output)
{
    private const int Connections = 16;
    private const string Secret = "VICTIMS-SECRET";
    private static readonly int Requests = 10_000 * RandomRuns.Times;
    private const int MostMegabytes = 900;
    private static readonly Dictionary<string, string> Production = new() { ["ASPNETCORE_ENVIRONMENT"] = "Production" };

    [Fact]
    public async Task Hostile_requests_cause_no_error_no_delay_and_no_unauthorized_change()
    {
        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        using var data = new TempDirectory();
        await using var server = await ServerProcess.StartAsync(
            data.FullPath, Production, "--Auth:Guests=true", "--Limits:User=0", "--Limits:Document=0", "--Limits:Address=0", "--Limits:SignIns=0", "--Limits:Subscribers=0",
            "--Sync:Collections:diaries:Access=private", "--Sync:Defaults:AllowForce=true", "--Sync:ReorderWait=00:00:00.020");
        var victim = await Caller.SignInAsync(Wire.Connect(server.Url), "Victim");
        var mallory = await Caller.SignInAsync(Wire.Connect(server.Url), "Mallory");
        var victims = new List<(string Path, string Before)>();
        for (var i = 0; i < 5; i++)
        {
            var path = $"/v1/diaries/victim-{i}";
            await victim.Create(path, JsonSerializer.Serialize(new { text = Secret }));
            victims.Add((path, await StateAsync(victim, path)));
        }

        var paths = (await mallory.Get("/openapi/v1.json")).Is(HttpStatusCode.OK).Json.GetProperty("paths");
        List<string> operations = [.. paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"))];
        var statuses = new ConcurrentDictionary<int, int>();
        var slowest = new double[Connections];
        var harm = new ConcurrentBag<string>();

        await Task.WhenAll(Enumerable.Range(0, Connections).Select(n => Task.Run(async () =>
        {
            using var connection = new RawConnection(server.Url);
            var hostile = new HostileRequest(new Random(seed + n), operations, mallory.Token!, [.. victims.Select(v => v.Path)]);
            for (var i = 0; i < Requests / Connections && harm.Count < 10; i++)
            {
                var request = hostile.Make();
                var start = Stopwatch.GetTimestamp();
                var answer = await connection.SendAsync(request);
                slowest[n] = Math.Max(slowest[n], Stopwatch.GetElapsedTime(start).TotalSeconds);
                statuses.AddOrUpdate(answer.Status, 1, (_, count) => count + 1);
                // 503 is correct for a version that does not exist yet.
                var waits = answer.Status is 503 && request.Bytes.AsSpan().IndexOf("Min-Version: "u8) > 0;
                if (!waits && !IsHarmless(answer))
                {
                    harm.Add($"{answer.Head}\n{answer.Body}\nfor {Encoding.Latin1.GetString(request.Bytes.AsSpan(0, Math.Min(request.Bytes.Length, 1500)))}");
                }
            }
        })));

        output.WriteLine(string.Join(", ", statuses.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value}")));
        output.WriteLine($"{Environment.CpuUsage.TotalTime.TotalSeconds:f0} s of processor here, {Process.GetProcessById(server.Id).TotalProcessorTime.TotalSeconds:f0} s there");
        output.WriteLine($"slowest {slowest.Max():f1} s, {PeakMegabytes(server.Id)} MB at most, {operations.Count} routes");
        Assert.True(harm.IsEmpty, string.Join("\n\n", harm));
        Assert.True(statuses.Keys.Count > 8, "They hardly come far enough to matter.");
        Assert.True(PeakMegabytes(server.Id) < MostMegabytes, $"{PeakMegabytes(server.Id)} MB");
        foreach (var (path, before) in victims)
        {
            Assert.Equal(before, await StateAsync(victim, path));
        }

        await AssertKeptWellAsync(mallory);
        (await mallory.Get("/readyz")).Is(HttpStatusCode.OK);
        Assert.DoesNotContain("fail:", server.Output);
    }

    private static bool IsHarmless((int Status, string Head, string Body) answer) =>
        answer.Status < 500 && !Array.Exists([Secret, "   at ", "System."], answer.Body.Contains);

    /// <summary>Everything that is visible of a document, except times.</summary>
    private static async Task<string> StateAsync(Caller owner, string path)
    {
        var parts = await Task.WhenAll(owner.Get(path).SendAsync(), owner.Get(path + "/revisions").SendAsync(), owner.Get(path + "/access").SendAsync());
        return string.Join('\n', parts.Select(part => part.Is(HttpStatusCode.OK).Text));
    }

    /// <summary>Checks that every stored document has valid names and content.</summary>
    private static async Task AssertKeptWellAsync(Caller mallory)
    {
        var listed = (await mallory.Get("/v1/nasty?limit=500")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().ToList();
        Assert.NotEmpty(listed);
        foreach (var item in listed)
        {
            var id = item.GetProperty("id").GetString()!;
            Assert.True(DocumentKey.IsId(id), id);
            Assert.InRange(item.GetProperty("size").GetInt32(), 0, 1024 * 1024);
            var read = (await mallory.Get($"/v1/nasty/{id}")).Is(HttpStatusCode.OK);
            if (read["Content-Type"]!.StartsWith("application/json", StringComparison.Ordinal))
            {
                using var parsed = JsonDocument.Parse(read.Bytes, new JsonDocumentOptions { MaxDepth = 1000 });
            }
        }
    }

    private static long PeakMegabytes(int process) => File.ReadLines($"/proc/{process}/status")
        .Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024).Single();
}
