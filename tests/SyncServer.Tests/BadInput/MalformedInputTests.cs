using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Xunit.Abstractions;

namespace SyncServer.Tests.BadInput;

/// <summary>Every malformed request gets a 4xx without internal details, and nothing is stored.</summary>
public sealed class MalformedInputTests(BadInputServer server, ITestOutputHelper output) : IClassFixture<BadInputServer>
{
    private const int Requests = 2000;
    [Fact]
    public async Task Two_thousand_malformed_requests_are_4xx_and_store_nothing()
    {
        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var nasty = new MalformedRequest(random, server.Amy.Token!);
        var requests = Enumerable.Range(0, Requests).Select(i => (Id: $"n{i:d5}", Request: nasty.Make($"/v1/nasty/n{i:d5}"))).ToList();
        var stored = new ConcurrentBag<string>();
        var statuses = new ConcurrentBag<int>();

        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (nth, _) =>
        {
            var (bytes, breaksOff) = nth.Request;
            var answer = await RawHttp.SendAsync(server.Url, bytes, breaksOff);
            AssertHarmless(answer, bytes);
            statuses.Add(answer.Status);
            if (answer.Status is >= 200 and < 300)
            {
                stored.Add(nth.Id);
            }
        });

        output.WriteLine(string.Join(", ", statuses.CountBy(status => status).OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value}")));
        Assert.True(statuses.Count(status => status is >= 400) > Requests / 2);
        var listed = await ListAsync();
        Assert.All(listed.Where(id => id.StartsWith("n0", StringComparison.Ordinal)), id => Assert.Contains(id, stored));
        Assert.True(listed.Count <= statuses.Count(status => status is 201));
        Assert.DoesNotContain("fail:", server.Output);
        await server.IsHealthyAsync();
    }

    private static void AssertHarmless((int Status, string Head, string Body) answer, byte[] request)
    {
        string Describe() => $"{answer.Head}\n{answer.Body}\nfor {Encoding.Latin1.GetString(request.AsSpan(0, Math.Min(request.Length, 1500)))}";
        Assert.True(answer.Status < 500, Describe());
        Assert.False(answer.Body.Contains("   at ", StringComparison.Ordinal) || answer.Body.Contains("Exception", StringComparison.Ordinal), Describe());
        if (answer.Status >= 400 && answer.Body.Length > 0)
        {
            Assert.True(answer.Body.Contains("/problems/", StringComparison.Ordinal), Describe());
        }
    }

    private async Task<List<string>> ListAsync()
    {
        var ids = new List<string>();
        while (true)
        {
            var after = ids.Count > 0 ? "&after=" + ids[^1] : "";
            var page = (await server.Amy.Get("/v1/nasty?limit=1000" + after)).Is(HttpStatusCode.OK).Json.GetProperty("items");
            if (page.GetArrayLength() is 0)
            {
                return ids;
            }

            ids.AddRange(page.EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
        }
    }
}
