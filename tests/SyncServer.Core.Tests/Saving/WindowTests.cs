using SyncServer.Core.Saving;
using static SyncServer.Core.Tests.Saving.Given;

namespace SyncServer.Core.Tests.Saving;

public sealed class WindowTests
{
    [Theory]
    [InlineData(30, true)]
    [InlineData(600, false)]
    public void A_clock_that_is_set_back_after_a_pause_does_not_reopen_the_window(int seconds, bool open)
    {
        var given = new Given();
        given.Put("s", 1, None, "a");
        given.Put("s", 2, On(given[1]), "b");
        given.Measure(TimeSpan.FromSeconds(seconds));
        Assert.Equal(open, given.Put("s", 3, On(given[1]), "c") is SaveDecision.Written { Head.Newest.Outcome: SaveOutcome.Session });
    }

    [Fact]
    public void The_measured_window_begins_again_with_each_accepted_save()
    {
        var given = new Given();
        given.Put("s", 1, None, "a");
        given.Measure(TimeSpan.FromMinutes(10));
        given.Put("s", 2, On(given[1]), "b").Wrote(SaveOutcome.Verified, 2);
        given.Put("s", 3, On(given[1]), "c").Wrote(SaveOutcome.Session, 3);
        given.Measure(TimeSpan.FromMinutes(10));
        given.Put("s", 4, On(given[3]), "c").IsUnchanged();
        given.Put("s", 5, On(given[1]), "d").Wrote(SaveOutcome.Session, 4);
        // An unchanged save of another session does not extend the window.
        given.Measure(TimeSpan.FromMinutes(10));
        given.Put("t", 1, On(given[4]), "d").IsUnchanged();
        given.Put("s", 6, On(given[1]), "e").IsRefused(Refusal.EditConflict);
    }
}
