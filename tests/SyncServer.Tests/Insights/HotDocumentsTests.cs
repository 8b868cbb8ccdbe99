using SyncServer.Core.Documents;
using SyncServer.Insights;

namespace SyncServer.Tests.Insights;

/// <summary>The documents with the most saves, in bounded memory.</summary>
public sealed class HotDocumentsTests
{
    private readonly Ticking _clock = new();

    [Fact]
    public void The_most_saved_come_first()
    {
        var hot = new HotDocuments(_clock);
        Save(hot, "a", 2);
        Save(hot, "b", 5);
        Save(hot, "c", 1, conflict: true);
        Assert.Equal([("b", 5L), ("a", 2L)], hot.MostSaved(2).Select(item => (item.Key.Id, item.Count)));
        Assert.Equal([("c", 1L)], hot.MostConflicts(2).Select(item => (item.Key.Id, item.Count)));
    }

    [Fact]
    public void A_frequent_document_is_kept_among_many_infrequent_ones()
    {
        var hot = new HotDocuments(_clock);
        for (var i = 0; i < 20_000; i++)
        {
            Save(hot, $"cold-{i}", 1);
            Save(hot, "hot", i % 10 == 0 ? 1 : 0);
        }

        var (key, count) = hot.MostSaved(20)[0];
        Assert.Equal("hot", key.Id);
        // A lower bound: the first few were counted before the document had a permanent slot.
        Assert.InRange(count, 1_900, 2_000);
    }

    [Fact]
    public void Counts_expire_after_an_hour()
    {
        var hot = new HotDocuments(_clock);
        Save(hot, "old", 5);
        _clock.Now += TimeSpan.FromMinutes(30);
        Save(hot, "new", 1);
        Assert.Equal(["old", "new"], hot.MostSaved(20).Select(item => item.Key.Id));
        _clock.Now += TimeSpan.FromMinutes(35);
        Assert.Equal(["new"], hot.MostSaved(20).Select(item => item.Key.Id));
    }

    private static void Save(HotDocuments hot, string id, int times, bool conflict = false)
    {
        for (var i = 0; i < times; i++)
        {
            hot.Add(new DocumentKey("notes", id), conflict);
        }
    }

    private sealed class Ticking : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
