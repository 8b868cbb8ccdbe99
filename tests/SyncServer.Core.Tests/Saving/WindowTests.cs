using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using static SyncServer.Core.Tests.Saving.Given;

namespace SyncServer.Core.Tests.Saving;

public sealed class WindowTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_clock_that_jumped_back_after_a_pause_does_not_open_the_window_again()
    {
        var log = new MemoryLog(SaveRules.Decide);
        var first = Command(1, None);
        (log, _) = log.Save(first, Now);
        (log, _) = log.Save(Command(2, On(log.Newest!.ETag)), Now);
        var late = Command(3, On(log.Revisions[0].ETag));
        var state = log.StateFor(late);
        Assert.IsType<SaveDecision.Written>(SaveRules.Decide(late, state with { MeasuredAge = TimeSpan.FromSeconds(30) }, Now));
        SaveRules.Decide(late, state with { MeasuredAge = TimeSpan.FromMinutes(10) }, Now).IsRefused(Refusal.EditConflict);

        static SaveCommand Command(long sequence, Precondition precondition) => new()
        {
            Key = new DocumentKey("notes", "a"),
            Method = SaveMethod.Put,
            Precondition = precondition,
            By = new Person("amy", "Amy"),
            Session = Session("s"),
            Sequence = sequence,
            Body = new Content("text/plain", new[] { (byte)sequence }),
            Nonce = (ulong)sequence,
            Policy = CollectionPolicy.Default,
        };
    }
}
