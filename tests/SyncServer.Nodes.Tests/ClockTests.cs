using System.Diagnostics;

namespace SyncServer.Nodes.Tests;

/// <summary>The clocks of two nodes are ten minutes apart. The window is as long as it is, on either.</summary>
[Collection(OneCluster.Name)]
public sealed class ClockTests(Cluster cluster)
{
    [Fact]
    public async Task The_clocks_are_apart()
    {
        var (here, there) = await SignInAsync();
        using var one = await here.Http.GetAsync("/healthz");
        using var other = await there.Http.GetAsync("/healthz");
        Assert.InRange(other.Headers.Date!.Value - one.Headers.Date!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task A_session_that_alternates_with_two_saves_in_flight_stays_one_session()
    {
        var (here, there) = await SignInAsync();
        var note = Cluster.NewDocument();
        var answers = new List<Answer> { (await here.Create(note, "0").Sequence(1)).Saved("created", 1) };
        answers.Add((await there.Put(note, "1").On(answers[0]).Sequence(2)).Saved("verified", 2));
        for (var i = 2; i < 20; i++)
        {
            // Made before the answer to the one before was there.
            var node = i % 2 is 0 ? here : there;
            answers.Add((await node.Put(note, $"{i}").On(answers[i - 2]).Sequence(i + 1)).Saved("session", i + 1));
        }

        // The same with both on their way at once: whichever comes first, neither is a conflict.
        for (var sequence = 21L; sequence < 61; sequence += 2)
        {
            var known = answers[^1];
            var pair = await Task.WhenAll(
                here.Put(note, $"{sequence}").On(known).Sequence(sequence).SendAsync(),
                there.Put(note, $"{sequence + 1}").On(known).Sequence(sequence + 1).SendAsync());
            Assert.All(pair, answer => Assert.True(answer.Outcome is "verified" or "session" or "superseded", answer.ToString()));
            Assert.NotEqual("superseded", pair[1].Outcome);
            answers.Add(pair[1]);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_the_window_it_is_refused_on_both(bool lastSavedAhead)
    {
        var (here, there) = await SignInAsync();
        var note = Cluster.NewDocument("short");
        var first = (await here.Create(note, "1").Sequence(1)).Saved("created", 1);
        var second = (await (lastSavedAhead ? there : here).Put(note, "2").On(first).Sequence(2)).Saved("verified", 2);
        var saved = Stopwatch.GetTimestamp();

        await Eventually.HoldsAsync(() => Task.FromResult(Stopwatch.GetElapsedTime(saved) > TimeSpan.FromSeconds(2.1)), "the window of two seconds is over");

        (await here.Put(note, "3").On(first).Sequence(3)).Refused("edit-conflict");
        (await there.Put(note, "3").On(first).Sequence(3)).Refused("edit-conflict");
        (await there.Put(note, "3").On(second).Sequence(3)).Saved("verified", 3);
    }

    private async Task<(Caller Here, Caller There)> SignInAsync()
    {
        var here = (await Caller.SignInAsync(Wire.Connect(cluster.First.Url), "Amy")).Tab();
        return (here, here with { Http = Wire.Connect((await cluster.AheadAsync()).Url) });
    }
}
