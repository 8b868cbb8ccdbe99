using SyncServer.Load.Commands;
using SyncServer.Load.Running;

namespace SyncServer.Load.Tests;

/// <summary>The arithmetic of loads.</summary>
public sealed class LoadModelTests
{
    [Theory]
    [InlineData("20 users 60s", false, 60, 20)]
    [InlineData("1..50 users 1m, 50 users 2m", false, 180, 50)]
    [InlineData("100/s 30s", true, 30, 100)]
    [InlineData("0..200/s 10s, 200/s 20s, 1000/s 1s", true, 31, 1000)]
    public void A_load_is_read(string text, bool open, int seconds, double peak)
    {
        var load = LoadModel.Parse(text);
        Assert.Equal((open, TimeSpan.FromSeconds(seconds), peak), (load.IsOpen, load.Duration, load.Peak));
        Assert.Equal(load.Phases, LoadModel.Parse(load.ToString()).Phases);
    }

    [Theory]
    [InlineData("")]
    [InlineData("20 users")]
    [InlineData("20 users 500ms")]
    [InlineData("20 users 1s, 20/s 1s")]
    [InlineData("many/s 1s")]
    public void A_malformed_load_is_refused(string text) => Assert.Throws<FormatException>(() => LoadModel.Parse(text));

    [Fact]
    public void Requests_of_a_constant_rate_are_evenly_spaced() =>
        Assert.Equal(Enumerable.Range(0, 20).Select(i => TimeSpan.FromSeconds(i / 10.0)), LoadModel.Parse("10/s 2s").Arrivals());

    [Fact]
    public void A_ramp_has_as_many_requests_as_its_area_and_rises_evenly()
    {
        // From 0 to 100 per second in 10 s: t² * 5 requests until t.
        var arrivals = LoadModel.Parse("0..100/s 10s").Arrivals().ToList();
        Assert.Equal(500, arrivals.Count);
        Assert.Equal(125, arrivals.Count(due => due < TimeSpan.FromSeconds(5)));
        Assert.Equal(arrivals.Order(), arrivals);
    }

    [Fact]
    public void Phases_follow_each_other()
    {
        var arrivals = LoadModel.Parse("10/s 2s, 100/s 1s, 20..0/s 2s").Arrivals().ToList();
        Assert.Equal(20 + 100 + 20, arrivals.Count);
        Assert.Equal(100, arrivals.Count(due => due >= TimeSpan.FromSeconds(2) && due < TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public void The_number_of_users_follows_a_ramp()
    {
        var load = LoadModel.Parse("0..10 users 10s, 4 users 1s");
        Assert.Equal([0, 5, 4, 0], new[] { 0, 5, 10.5, 11 }.Select(second => load.LevelAt(TimeSpan.FromSeconds(second))));
    }

    [Fact]
    public void A_warm_up_has_the_first_level()
    {
        var load = LoadModel.Parse("20..50/s 10s").After(TimeSpan.FromSeconds(3));
        Assert.Equal(new Phase(20, 20, TimeSpan.FromSeconds(3)), load.Phases[0]);
        Assert.Equal(TimeSpan.FromSeconds(13), load.Duration);
    }

    [Theory]
    [InlineData("0.1%", 0.001)]
    [InlineData("0.25", 0.25)]
    [InlineData("100%", 1)]
    public void A_share_is_read(string text, double share) => Assert.Equal(share, LoadArguments.Share(text), 9);
}
