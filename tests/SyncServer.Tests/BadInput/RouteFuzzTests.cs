using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Xunit.Abstractions;

namespace SyncServer.Tests.BadInput;

/// <summary>
/// Every route of the OpenAPI document, and every page, with every content type and body of a list and unusual headers: nothing causes an
/// internal error, and every refusal is a complete problem of docs/protocol.md, section 5.
/// </summary>
public sealed class RouteFuzzTests(ITestOutputHelper output)
{
    private const int Connections = 8;
    private static readonly string[] Pages = ["GET /", "GET /editor.js", "GET /openapi/v1.json", "GET /problems/gone", "GET /problems/{lockId}", "GET /healthz", "GET /readyz", "GET /dashboard", "GET /nothing"];

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task No_request_is_a_500_and_every_refusal_is_a_problem(string environment)
    {
        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        using var data = new TempDirectory();
        await using var server = await ServerProcess.StartAsync(
            data.FullPath, new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = environment }, "--Auth:Guests=true", "--Limits:User=0", "--Limits:Document=0", "--Limits:Address=0",
            "--Limits:SignIns=0", "--Limits:Subscribers=0", "--Sync:ReorderWait=00:00:00.010", "--Sync:Collections:diaries:Access=private");
        var amy = await Caller.SignInAsync(Wire.Connect(server.Url), "Amy");
        await amy.Create("/v1/diaries/fuzzed", "{}");
        var paths = (await amy.Get("/openapi/v1.json")).Is(HttpStatusCode.OK).Json.GetProperty("paths");
        List<string> operations = [.. paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}")), .. Pages];
        var random = new Random(seed);
        // A third of them in each run, all in a long one.
        var requests = new ConcurrentQueue<RouteRequest>(RouteRequest.All(operations, amy.Token!, random).Where(_ => RandomRuns.Times > 1 || random.Next(3) is 0));
        var faults = new ConcurrentQueue<string>();
        var statuses = new ConcurrentDictionary<int, int>();
        var total = requests.Count;

        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            using var connection = new RawConnection(server.Url);
            while (faults.Count < 20 && requests.TryDequeue(out var request))
            {
                var answer = await connection.SendAsync(request.Made);
                statuses.AddOrUpdate(answer.Status, 1, (_, count) => count + 1);
                if (FaultOf(request, answer) is { } fault)
                {
                    faults.Enqueue($"{fault}: {answer.Head}\n{answer.Body}\nfor {Encoding.Latin1.GetString(request.Made.Bytes.AsSpan(0, Math.Min(request.Made.Bytes.Length, 1200)))}");
                }
            }
        })));

        output.WriteLine($"{total} requests to {operations.Count} routes: {string.Join(", ", statuses.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value}"))}");
        Assert.True(faults.IsEmpty, string.Join("\n\n", faults));
        Assert.All((int[])[200, 204, 400, 404, 405, 413, 415, 428], status => Assert.True(statuses.ContainsKey(status), $"None was {status}."));
        Assert.False(server.Output.Contains("fail:", StringComparison.Ordinal), server.Output);
    }

    private static string? FaultOf(RouteRequest request, (int Status, string Head, string Body) answer)
    {
        if (request.IsNoHttp && answer.Status is 0 or 400 or 411 or 413 or 414 or 431 or 501 or 505 && answer.Body.Length is 0)
        {
            // Refused by the host before it was parsed.
            return null;
        }

        if (answer.Status is 0 or 500)
        {
            return "a fault";
        }

        if (request.IsOtherType && answer.Status is not (400 or 415))
        {
            return "taken in spite of its type";
        }

        if (answer.Status < 400)
        {
            return null;
        }

        if (!answer.Head.Contains("Content-Type: application/problem+json", StringComparison.OrdinalIgnoreCase))
        {
            return "no problem";
        }

        if (answer.Status is 503 && !answer.Head.Contains("Retry-After: ", StringComparison.OrdinalIgnoreCase))
        {
            return "no Retry-After";
        }

        return request.Made.IsHead ? null : FaultOf(answer.Status, answer.Body);
    }

    private static string? FaultOf(int status, string body)
    {
        if (body.Contains("   at ", StringComparison.Ordinal) || body.Contains("Exception", StringComparison.Ordinal) || body.Contains("Microsoft.", StringComparison.Ordinal))
        {
            return "tells of the inside";
        }

        using var problem = JsonDocument.Parse(Encoding.Latin1.GetBytes(body));
        foreach (var member in (string[])["type", "title", "detail", "instance", "traceId"])
        {
            if (!problem.RootElement.TryGetProperty(member, out var value) || value.ValueKind is not JsonValueKind.String || string.IsNullOrWhiteSpace(value.GetString()))
            {
                return $"no {member}";
            }
        }

        var type = problem.RootElement.GetProperty("type").GetString()!;
        return problem.RootElement.GetProperty("status").GetInt32() != status ? "another status"
            : !type.StartsWith("/problems/", StringComparison.Ordinal) || !Answer.ProblemStatus.TryGetValue(type["/problems/".Length..], out var expected) || expected != status ? "not in the table"
            : null;
    }
}
