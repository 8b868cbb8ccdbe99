using SyncServer.Load.Checking;
using SyncServer.Load.Clients;

namespace SyncServer.Load.Tests;

/// <summary>Checks of the revisions of a run.</summary>
public sealed class VerdictTests
{
    [Fact]
    public void Saves_on_the_newest_read_version_lose_nothing()
    {
        Save[] saves = [Of(1, 11, seen: 0), Of(2, 21, seen: 1), Of(1, 12, seen: 2)];
        Assert.Equal(new Verdict(3, 0, 0, 0), Verdict.Of(saves, Log(11, 21, 12)));
    }

    [Fact]
    public void Own_saves_in_flight_lose_nothing()
    {
        Save[] saves = [Of(1, 11, seen: 0), Of(1, 12, seen: 1), Of(1, 13, seen: 1)];
        Assert.Equal(new Verdict(3, 0, 0, 0), Verdict.Of(saves, Log(11, 12, 13)));
    }

    [Fact]
    public void An_overwritten_unread_version_is_lost_once()
    {
        Save[] saves = [Of(1, 11, seen: 0), Of(2, 21, seen: 1), Of(1, 12, seen: 1), Of(3, 31, seen: 1)];
        Assert.Equal(2, Verdict.Of(saves, Log(11, 21, 12, 31)).LostUpdates);
    }

    [Fact]
    public void A_save_over_a_later_one_of_the_same_session_loses_it()
    {
        Save[] saves = [Of(1, 11, seen: 0), Of(1, 12, seen: 1), Of(1, 13, seen: 1)];
        Assert.Equal(1, Verdict.Of(saves, Log(11, 13, 12)).LostUpdates);
    }

    [Fact]
    public void A_save_that_was_written_twice_loses_the_versions_in_between()
    {
        Save[] saves = [Of(1, 11, seen: 0), Of(2, 21, seen: 1)];
        Assert.Equal(1, Verdict.Of(saves, Log(11, 21, 11)).LostUpdates);
    }

    [Fact]
    public void An_acknowledged_save_is_in_the_revisions()
    {
        Save[] saves = [Of(1, 11, seen: 0, version: 1), Of(1, 12, seen: 1, version: 3), Of(1, 13, seen: 1, version: 2), Of(1, 14, seen: 1, version: 2, "superseded")];
        Assert.Equal(3, Verdict.Of(saves, Log(11, 12)).MissingSaves);
        Assert.Equal(0, Verdict.Of([Of(1, 11, seen: 0, version: 1, "replayed"), Of(1, 12, seen: 1, version: 2, "superseded"), Of(1, 13, seen: 1, version: 2)], Log(11, 13)).MissingSaves);
    }

    [Fact]
    public void A_conflict_is_needless_if_no_other_session_writes()
    {
        var refused = Of(1, 12, seen: 1);
        refused.Add(new SaveResult(412, null, 0, null));
        Assert.Equal(1, Verdict.Of([Of(1, 11, seen: 0), refused], Log(11)).NeedlessConflicts);
        Assert.Equal(0, Verdict.Of([Of(1, 11, seen: 0), refused, Of(2, 21, seen: 1)], Log(11, 21)).NeedlessConflicts);
    }

    [Fact]
    public void A_merged_save_contains_what_its_client_had_not_read()
    {
        Save[] saves = [Of(1, 11, seen: 0), Of(2, 21, seen: 1), Of(1, 12, seen: 1)];
        Assert.Equal(0, Verdict.Of(saves, [new(11), new(21), new(12, Merged: true)]).LostUpdates);
    }

    [Fact]
    public void A_version_of_another_program_is_foreign_and_overwriting_it_loses_it() =>
        Assert.Equal(new Verdict(3, 1, 0, 0, Foreign: 1), Verdict.Of([Of(1, 11, seen: 0), Of(1, 12, seen: 1)], Log(11, 99, 12)));

    private static LoggedVersion[] Log(params long[] sequences) => [.. sequences.Select(sequence => new LoggedVersion(sequence))];

    private static Save Of(int writer, long sequence, long seen, long version = 0, string? outcome = null)
    {
        var save = new Save("/v1/notes/one", writer, sequence, seen == 0 ? null : "\"e\"", seen, "{}");
        if (version > 0)
        {
            save.Add(new SaveResult(204, "\"e\"", version, outcome));
        }

        return save;
    }
}
