using System.Diagnostics;

namespace SyncServer.Nodes.Tests;

/// <summary>Two nodes whose clocks differ by ten minutes. The window has the same length on both.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ClockTests(Cluster cluster)
{
    [Fact]
    public async Task The_clocks_differ()
    {
        var (onFirst, onOther) = await SignInAsync();
        using var one = await onFirst.Http.GetAsync("/healthz");
        using var other = await onOther.Http.GetAsync("/healthz");
        Assert.InRange(other.Headers.Date!.Value - one.Headers.Date!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task A_session_that_alternates_between_nodes_with_two_saves_in_flight_has_no_conflict()
    {
        var (onFirst, onOther) = await SignInAsync();
        var note = Cluster.NewDocument();
        var answers = new List<Answer> { (await onFirst.Create(note, "0").Sequence(1)).Saved("created", 1) };
        answers.Add((await onOther.Put(note, "1").On(answers[0]).Sequence(2)).Saved("verified", 2));
        for (var i = 2; i < 20; i++)
        {
            // Sent before the response to the previous save.
            var node = i % 2 is 0 ? onFirst : onOther;
            answers.Add((await node.Put(note, $"{i}").On(answers[i - 2]).Sequence(i + 1)).Saved("session", i + 1));
        }

        // The same with both in flight: in any order, neither is a conflict.
        for (var sequence = 21L; sequence < 61; sequence += 2)
        {
            var known = answers[^1];
            var pair = await Task.WhenAll(
                onFirst.Put(note, $"{sequence}").On(known).Sequence(sequence).SendAsync(),
                onOther.Put(note, $"{sequence + 1}").On(known).Sequence(sequence + 1).SendAsync());
            Assert.All(pair, answer => Assert.True(answer.Outcome is "verified" or "session" or "superseded", answer.ToString()));
            Assert.NotEqual("superseded", pair[1].Outcome);
            answers.Add(pair[1]);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_the_window_a_stale_save_is_refused_on_both(bool lastSavedAhead)
    {
        var (onFirst, onOther) = await SignInAsync();
        var note = Cluster.NewDocument("short");
        var first = (await onFirst.Create(note, "1").Sequence(1)).Saved("created", 1);
        var second = (await (lastSavedAhead ? onOther : onFirst).Put(note, "2").On(first).Sequence(2)).Saved("verified", 2);
        var saved = Stopwatch.GetTimestamp();

        await Eventually.HoldsAsync(() => Task.FromResult(Stopwatch.GetElapsedTime(saved) > TimeSpan.FromSeconds(2.1)), "the window of two seconds is over");

        (await onFirst.Put(note, "3").On(first).Sequence(3)).Refused("edit-conflict");
        (await onOther.Put(note, "3").On(first).Sequence(3)).Refused("edit-conflict");
        (await onOther.Put(note, "3").On(second).Sequence(3)).Saved("verified", 3);
    }

    private async Task<(Caller Here, Caller There)> SignInAsync()
    {
        var onFirst = (await Caller.SignInAsync(Wire.Connect(cluster.First.Url), "Amy")).Tab();
        return (onFirst, onFirst with { Http = Wire.Connect((await cluster.AheadAsync()).Url) });
    }
}
