using SyncServer.Core.History;
using SyncServer.Core.Saving;
using SyncServer.Core.Tests.Saving;
using Xunit.Abstractions;

namespace SyncServer.Core.Tests.History;

public sealed class ThinningTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly HashSet<long> None = [];

    [Fact]
    public void All_versions_are_kept_for_a_day() =>
        Assert.Equal([1, 2, 3], Keep(Noon.AddHours(24), At(0), At(1), At(2)));

    [Fact]
    public void After_a_day_the_last_version_of_each_ten_minutes_is_kept() =>
        Assert.Equal([3, 5, 6], Keep(Noon.AddHours(25), At(0), At(4), At(9.9), At(10), At(11), At(29)));

    [Fact]
    public void The_last_version_of_each_run_is_kept_too() =>
        Assert.Equal([2, 3, 5, 6], Keep(Noon.AddHours(25), At(0), At(1), At(2) with { Writer = "bob" }, At(3), At(4), At(5) with { Writer = "bob" }));

    [Fact]
    public void After_thirty_days_the_last_version_of_each_day_is_kept() =>
        Assert.Equal([2, 4], Keep(Noon.AddDays(32), At(0), At(719) with { Writer = "bob" }, At(720), At(800) with { Writer = "bob" }));

    [Fact]
    public void The_newest_version_is_kept_however_old_it_is() => Assert.Equal([2], Keep(Noon.AddDays(4000), At(0), At(1)));

    [Fact]
    public void A_tombstone_or_forced_version_is_kept_and_so_is_the_version_before_it()
    {
        Assert.Equal([2, 3, 5], Keep(Noon.AddDays(90), At(0), At(1), At(2) with { Deleted = true }, At(3), At(4)));
        Assert.Equal([2, 3, 5], Keep(Noon.AddDays(90), At(0), At(1), At(2) with { Outcome = SaveOutcome.Forced }, At(3), At(4)));
    }

    [Fact]
    public void A_referenced_version_is_kept() =>
        Assert.Equal([2, 4], Numbered([At(0), At(1), At(2), At(3)], Noon.AddDays(90), HistoryPolicy.Default, new HashSet<long> { 2 }));

    [Fact]
    public void A_collection_may_keep_everything() =>
        Assert.Equal([1, 2], Numbered([At(0), At(1)], Noon.AddDays(900), HistoryPolicy.Default with { Thin = false }, None));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_result_equals_that_of_a_direct_implementation_of_the_specification(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 500; i++)
        {
            var lines = RandomHistory(random);
            var now = lines[^1].SavedAt + TimeSpan.FromHours(random.Next(0, 24 * 50));
            var referred = lines.Where(_ => random.Next(20) == 0).Select(l => l.Version).ToHashSet();
            var policy = RandomPolicy(random);
            Assert.True(Plain(lines, now, policy, referred).SequenceEqual(Kept(lines, now, policy, referred)), $"seed {seed}, history {i}");
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Thinning_in_pieces_and_repeatedly_gives_the_same_result_as_thinning_once(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            var lines = RandomHistory(random);
            var end = lines[^1].SavedAt + TimeSpan.FromDays(random.Next(0, 50));
            var policy = RandomPolicy(random);
            var rest = lines.ToList();
            for (var now = lines[^1].SavedAt; now < end; now += TimeSpan.FromHours(random.Next(1, 200)))
            {
                // A range of versions, and the version after it.
                var first = random.Next(rest.Count);
                var piece = rest.Skip(first).Take(random.Next(2, 40)).ToList();
                var kept = Thinning.Keep(piece, policy, now, None);
                rest.RemoveAll(l => piece.Contains(l) && !kept.Contains(l.Version));
            }

            Assert.True(Kept(lines, end, policy, None).SequenceEqual(Kept(rest, end, policy, None)), $"seed {seed}, history {i}");
        }
    }

    /// <summary>A direct implementation of docs/protocol.md, section 6, group by group.</summary>
    private static List<long> Plain(List<HistoryLine> lines, DateTimeOffset now, HistoryPolicy policy, HashSet<long> referred)
    {
        var run = 0;
        var grouped = lines.Select((line, i) => (Line: line, Run: i > 0 && lines[i - 1].Writer == line.Writer ? run : ++run)).ToList();
        var lastOfSlice = grouped.GroupBy(g => (g.Run, g.Line.SavedAt.Date, g.Line.SavedAt.Hour, g.Line.SavedAt.Minute / 10), g => g.Line.Version).Select(g => g.Max()).ToHashSet();
        var lastOfDay = lines.GroupBy(l => l.SavedAt.Date).Select(g => g.Max(l => l.Version)).ToHashSet();
        return
        [
            .. lines.Where((line, i) =>
                i == lines.Count - 1
                || !policy.Thin
                || now - line.SavedAt <= policy.KeepAll
                || referred.Contains(line.Version)
                || line.Deleted || line.Outcome is SaveOutcome.Forced
                || lines[i + 1].Deleted || lines[i + 1].Outcome is SaveOutcome.Forced
                || (now - line.SavedAt <= policy.KeepRuns ? lastOfSlice.Contains(line.Version) : lastOfDay.Contains(line.Version)))
                .Select(line => line.Version),
        ];
    }

    private static List<HistoryLine> RandomHistory(Random random)
    {
        var (at, writer) = (Noon, "amy");
        return
        [
            .. Enumerable.Range(1, random.Next(2, 120)).Select(version =>
            {
                at += random.Next(6) == 0 ? TimeSpan.FromHours(random.Next(30)) : TimeSpan.FromSeconds(random.Next(600));
                writer = random.Next(4) == 0 ? random.GetItems(["amy", "bob", "cem"], 1)[0] : writer;
                return new HistoryLine(version, at, writer, random.Next(20) == 0 ? SaveOutcome.Forced : SaveOutcome.Verified, random.Next(20) == 0);
            }),
        ];
    }

    private static HistoryPolicy RandomPolicy(Random random)
    {
        var all = TimeSpan.FromMinutes(random.Next(1, 3000));
        return new HistoryPolicy { KeepAll = all, KeepRuns = all + TimeSpan.FromHours(random.Next(500)), Thin = random.Next(10) > 0 };
    }

    private static HistoryLine At(double minutes) => new(0, Noon.AddMinutes(minutes), "amy", SaveOutcome.Verified, Deleted: false);

    private static List<long> Keep(DateTimeOffset now, params HistoryLine[] lines) => Numbered(lines, now, HistoryPolicy.Default, None);

    private static List<long> Numbered(HistoryLine[] lines, DateTimeOffset now, HistoryPolicy policy, HashSet<long> referred) =>
        Kept([.. lines.Select((line, i) => line with { Version = i + 1 })], now, policy, referred);

    private static List<long> Kept(List<HistoryLine> lines, DateTimeOffset now, HistoryPolicy policy, HashSet<long> referred) =>
        [.. Thinning.Keep(lines, policy, now, referred).Order()];
}
