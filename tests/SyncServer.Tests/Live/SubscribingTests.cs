using System.Text.Json;
using Xunit.Abstractions;

namespace SyncServer.Tests.Live;

/// <summary>Streams are opened, dropped and resumed under concurrent writes: each delivers the log without a gap or a repeat.</summary>
public sealed class SubscribingTests(SyncApp app, ITestOutputHelper output) : IClassFixture<SyncApp>
{
    private const int Writers = 8;
    private const int Followers = 8;
    private const int Saves = 150;

    [Fact]
    public async Task A_stream_that_reconnects_misses_nothing_and_repeats_nothing()
    {
        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        var amy = await app.SignInAsync();
        var start = await amy.NowAsync();
        var last = SyncApp.NewDocument("last");
        var following = Enumerable.Range(0, Followers).Select(i => FollowAsync(amy, start, last, new Random(seed + i))).ToList();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => WriteAsync(amy.Tab())));
        await amy.Create(last, "1");

        var log = (await amy.AllChangesAsync(start)).ConvertAll(Log.Cursor);
        Assert.Equal((Writers * Saves) + 1, log.Count);
        Assert.Equal(log.Count, log.Distinct(StringComparer.Ordinal).Count());
        var drops = 0;
        foreach (var follower in following)
        {
            var (received, opened) = await follower;
            Assert.Equal(log, received);
            drops += opened - 1;
        }

        output.WriteLine($"{drops} drops");
        Assert.True(drops > Followers);
    }

    private static async Task WriteAsync(Caller tab)
    {
        var note = SyncApp.NewDocument();
        var answer = await tab.Create(note, "0").Sequence(1);
        for (var i = 2; i <= Saves; i++)
        {
            answer = (await tab.Put(note, $"{i}").On(answer).Sequence(i)).Saved("verified", i);
        }
    }

    private static async Task<(List<string> Received, int Opened)> FollowAsync(Caller caller, string since, string last, Random random)
    {
        var received = new List<string>();
        for (var opened = 1; ; opened++)
        {
            await using var listener = await EventListener.OpenAsync(caller, lastEventId: since);
            for (var left = random.Next(1, 120); left > 0; left--)
            {
                if (await listener.NextChangeIfAnyAsync() is not { } next)
                {
                    break;
                }

                received.Add(next.Data.Cursor());
                since = next.Id!;
                if (next.Path == last)
                {
                    return (received, opened);
                }
            }
        }
    }
}
