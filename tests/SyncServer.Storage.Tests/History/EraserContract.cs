using System.Collections.Frozen;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Locking;
using SyncServer.Core.Merging;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using static SyncServer.Storage.Tests.Saving.Saves;

namespace SyncServer.Storage.Tests.History;

/// <summary>The contract of erasing in every store.</summary>
public abstract class EraserContract(IBackend backend) : IDisposable
{
    private static readonly Person Bob = new("bob", "Bob");
    private static readonly Person Erased = new("erased-1", "Deleted user");
    private static readonly CollectionPolicy Private = CollectionPolicy.Default with { Access = CollectionAccess.Private };
    private static readonly CollectionPolicy Merging = CollectionPolicy.Default with { OnConflict = OnConflict.Merge };

    [Fact]
    public async Task Only_the_tombstone_of_an_erased_document_stays()
    {
        var head = await WriteManyAsync(1200);
        await backend.Conflicts.WriteAsync([Conflict(Bob)], []);
        await backend.Log.WriteAsync(Put("other", 1, None, "other", "b"));
        Assert.Equal(EraseResult.NotFound, await backend.Eraser.EraseDocumentAsync(Key("none")));
        Assert.Equal(EraseResult.InUse, await backend.Eraser.EraseDocumentAsync(Key()));
        var tombstone = await backend.Log.WriteAsync(Delete(null, null, On(head.ETag)) with { By = Bob });
        Assert.True(await backend.ContainsAsync(Word(700)));
        Assert.Equal(EraseResult.Erased, await backend.Eraser.EraseDocumentAsync(Key()));
        Assert.Equal(EraseResult.Erased, await backend.Eraser.EraseDocumentAsync(Key()));

        Assert.Equal(tombstone.ETag, Assert.Single((await backend.Reader.RevisionsAsync(Key(), before: null, limit: 10))!).ETag);
        Assert.Null(await backend.Reader.ReadAsync(Key(), 700));
        Assert.Empty(await backend.Conflicts.ListAsync(Key(), before: null, limit: 10));
        Assert.Equal(Bob, (await backend.Reader.NewestAsync(Key()))!.CreatedBy);
        Assert.Equal("other", (await backend.Reader.ReadAsync(Key("b")))!.Value.Content.Text());
        Assert.False(await backend.ContainsAsync(Word(700)));
        Assert.True(await backend.ContainsAsync("other"));

        // Neither a repeat of the first save nor a save in flight brings it back. A save that names the tombstone does.
        Assert.Equal(Refusal.AlreadyExists, Refused(await backend.Log.SaveAsync(Put("s", 1, None, TextOf(1)))));
        Assert.Equal(Refusal.EditConflict, Refused(await backend.Log.SaveAsync(Put("s", 1201, On(head.ETag), "late"))));
        Assert.Equal(tombstone.Version + 1, (await backend.Log.WriteAsync(Put("s", 1202, On(tombstone.ETag), "new"))).Version);
        Assert.Equal("new", (await backend.Reader.ReadAsync(Key()))!.Value.Content.Text());
    }

    [Fact]
    public async Task A_document_that_was_created_again_is_not_erased()
    {
        var first = await backend.Log.WriteAsync(Put("s", 1, None, "1"));
        var tombstone = await backend.Log.WriteAsync(Delete("s", 2, On(first.ETag)));
        await backend.Log.WriteAsync(Put("s", 3, On(tombstone.ETag), "2"));
        Assert.Equal(EraseResult.InUse, await backend.Eraser.EraseDocumentAsync(Key()));
        Assert.Equal("1", (await backend.Reader.ReadAsync(Key(), 1))!.Value.Content.Text());
    }

    [Fact]
    public async Task An_erased_version_is_gone_and_the_others_keep_their_bytes()
    {
        var random = new Random(61);
        await WriteManyAsync(600);
        // Another session, so that thinning joins the splices of the first.
        var head = (await backend.Reader.NewestAsync(Key()))!;
        await backend.Log.WriteAsync(Put("t", 1, On(head.ETag), TextOf(601)));
        backend.Clock.Now += TimeSpan.FromDays(2);
        await backend.Thinner.ThinAsync(new HistoryPolicies(FrozenDictionary<string, HistoryPolicy>.Empty, HistoryPolicy.Default), CancellationToken.None).ToListAsync();
        await backend.Log.WriteAsync(Put("t", 2, On((await backend.Reader.NewestAsync(Key()))!.ETag), TextOf(602)));
        await backend.Log.WriteAsync(Put("t", 3, On((await backend.Reader.NewestAsync(Key()))!.ETag), TextOf(603)));
        var versions = (await backend.Reader.RevisionsAsync(Key(), before: null, limit: 1000))!.Select(r => r.ETag.Version).ToList();
        Assert.InRange(versions.Count, 10, 590);
        Assert.Equal(EraseResult.NotFound, await backend.Eraser.EraseVersionAsync(Key(), 604));
        Assert.Equal(EraseResult.NotFound, await backend.Eraser.EraseVersionAsync(Key("none"), 1));
        Assert.Equal(EraseResult.InUse, await backend.Eraser.EraseVersionAsync(Key(), 603));
        Assert.True(await backend.ContainsAsync(Word(versions[3])));
        versions.Remove(603);
        while (versions.Count > 0)
        {
            var version = versions[random.Next(versions.Count)];
            versions.Remove(version);
            Assert.Equal(EraseResult.Erased, await backend.Eraser.EraseVersionAsync(Key(), version));
            Assert.Null(await backend.Reader.ReadAsync(Key(), version));
            if (versions.Count % 16 == 0)
            {
                Assert.False(await backend.ContainsAsync(Word(version)), $"version {version}");
                foreach (var kept in versions.Append(603))
                {
                    Assert.Equal(TextOf(kept), (await backend.Reader.ReadAsync(Key(), kept))!.Value.Content.Text());
                }
            }
        }

        // What thinning had removed before is gone too.
        Assert.False(await backend.ContainsAsync(Word(590)));
        Assert.Equal(604, (await backend.Log.WriteAsync(Put("t", 4, On((await backend.Reader.NewestAsync(Key()))!.ETag), "end"))).Version);
    }

    [Fact]
    public async Task After_erasing_a_version_of_its_run_a_session_continues_and_its_saves_are_recognised()
    {
        await WriteManyAsync(40);
        Assert.Equal(EraseResult.Erased, await backend.Eraser.EraseVersionAsync(Key(), 30));
        backend.Reopen();
        foreach (var sequence in (long[])[30, 31])
        {
            Assert.Equal(sequence, Assert.IsType<SaveDecision.Repeated>(await backend.Log.SaveAsync(Put("s", sequence, None, TextOf(sequence)))).ETag.Version);
        }

        var named = (await backend.Reader.ReadAsync(Key(), 29))!.Value.Revision.ETag;
        Assert.Equal(SaveOutcome.Session, (await backend.Log.WriteAsync(Put("s", 41, On(named), TextOf(41)))).Newest.Outcome);
    }

    [Fact]
    public async Task The_submission_of_a_merged_save_is_erased_with_its_version()
    {
        var created = await backend.Log.WriteAsync(Json("amy", "s", 1, None, """{"a":1,"b":1}"""));
        await backend.Log.WriteAsync(Json("bob", "t", 1, On(created.ETag), """{"a":1,"b":2}"""));
        var merged = Assert.IsType<SaveDecision.Written>(await backend.SavePreparedAsync(Json("amy", "s", 2, On(created.ETag), """{"a":"confidential","b":1}"""))).Head;
        Assert.Equal(SaveOutcome.Merged, merged.Newest.Outcome);
        await backend.Log.WriteAsync(Json("bob", "t", 2, On(merged.ETag), """{"a":2,"b":2}"""));
        Assert.True(await backend.ContainsAsync("confidential"));
        Assert.Equal(EraseResult.Erased, await backend.Eraser.EraseVersionAsync(Key(), merged.Version));
        Assert.False(await backend.ContainsAsync("confidential"));
        // What the session builds on it cannot be merged any more, and is refused.
        Assert.Equal(Refusal.EditConflict, Refused(await backend.SavePreparedAsync(Json("amy", "s", 3, On(created.ETag), """{"a":"confidential","b":1,"c":1}""") with { Parent = 2 })));
    }

    [Fact]
    public async Task An_erased_user_is_replaced_in_the_history()
    {
        var shared = await backend.Log.WriteAsync(Put("s", 1, None, "1"));
        var second = await backend.Log.WriteAsync(Put("t", 1, On(shared.ETag), "2") with { By = Bob });
        var renamed = await backend.Log.WriteAsync(Put("s", 2, On(second.ETag), "3") with { By = new Person("amy", "Amy B.") });
        await backend.Conflicts.WriteAsync([Conflict(new Person("amy", "Amy")), Conflict(Bob, 2)], []);
        var alone = Put("s", 1, None, "alone", "alone") with { Policy = Private };
        var together = Put("s", 1, None, "together", "together") with { Policy = Private };
        await backend.Log.CommitAsync([alone, together]);
        await backend.Access.GrantAsync(Key("together"), "bob", Role.Editor, "amy");
        await backend.Locks.ChangeAsync(new LockCommand.Acquire(Key(), Session("s"), new Person("amy", "Amy"), JsonPointer.Root, TimeSpan.FromSeconds(60)));

        Assert.Equal(
            [new OwnedDocument(Key(), HasAccessList: false), new OwnedDocument(Key("alone"), HasAccessList: true)],
            (await backend.Eraser.ListDocumentsOfAsync("amy")).OrderBy(document => document.Key.Id, StringComparer.Ordinal));
        Assert.Equal([Key("together")], await backend.Eraser.EraseUserAsync("amy", Erased));

        var revisions = (await backend.Reader.RevisionsAsync(Key(), before: null, limit: 10))!;
        Assert.Equal(["erased-1", "bob", "erased-1"], revisions.Select(r => r.SavedBy.Id));
        Assert.DoesNotContain(revisions, r => r.SavedBy.Name.Contains("Amy", StringComparison.Ordinal));
        Assert.Equal([true, false, true], revisions.Select(r => r.Session is null));
        Assert.Equal(["3", "2", "1"], await Task.WhenAll(revisions.Select(async r => (await backend.Reader.ReadAsync(Key(), r.ETag))!.Value.Content.Text())));
        Assert.Equal("erased-1", (await backend.Reader.NewestAsync(Key()))!.CreatedBy.Id);
        Assert.Equal(["bob", "erased-1"], (await backend.Conflicts.ListAsync(Key(), before: null, limit: 10)).Select(c => c.By.Id).Order(StringComparer.Ordinal));
        Assert.Equal([new Grant("bob", Role.Editor)], await backend.Access.ListAsync(Key("together")));
        Assert.Empty((await backend.Locks.ListAsync("notes", ["a"]))["a"]);

        // The erased session is a stranger now; the others continue.
        Assert.Equal(Refusal.EditConflict, Refused(await backend.Log.SaveAsync(Put("s", 3, On(shared.ETag), "late"))));
        await backend.Log.WriteAsync(Put("t", 2, On(renamed.ETag), "4") with { By = Bob });
    }

    [Fact]
    public async Task A_user_who_saved_meanwhile_is_replaced_once_more()
    {
        var head = await backend.Log.WriteAsync(Put("s", 1, None, "1"));
        await backend.Eraser.EraseUserAsync("amy", Erased);
        await backend.Log.WriteAsync(Put("u", 1, On(head.ETag), "2"));
        await backend.Log.WriteAsync(Put("u", 1, None, "new", "b"));
        Assert.Equal([new OwnedDocument(Key("b"), HasAccessList: false)], await backend.Eraser.ListDocumentsOfAsync("amy"));
        await backend.Eraser.EraseUserAsync("amy", Erased);
        Assert.Empty(await backend.Eraser.ListDocumentsOfAsync("amy"));
        Assert.All((await backend.Reader.RevisionsAsync(Key(), before: null, limit: 10))!, revision => Assert.Equal("erased-1", revision.SavedBy.Id));
        await backend.Log.WriteAsync(Put("v", 1, On((await backend.Reader.NewestAsync(Key()))!.ETag), "3"));
    }

    [Fact]
    public async Task A_save_of_an_erased_user_that_is_sent_again_is_recognised_and_never_merged()
    {
        var first = await backend.Log.WriteAsync(Json("amy", "s", 1, None, """{"a":1}"""));
        var lost = Json("amy", "s", 2, On(first.ETag), """{"a":1,"b":"words"}""");
        var second = await backend.Log.WriteAsync(lost);
        var old = await backend.Log.WriteAsync(Json("amy", "u", 1, None, """{"a":1}""") with { Key = Key("b") });
        await backend.Log.WriteAsync(Json("bob", "t", 1, On(old.ETag), """{"a":2}""") with { Key = Key("b") });
        await backend.Eraser.EraseUserAsync("amy", Erased);
        Assert.Equal(second.ETag, Assert.IsType<SaveDecision.Repeated>(await backend.SavePreparedAsync(lost)).ETag);
        var removed = await backend.Log.WriteAsync(Json("bob", "t", 1, On(second.ETag), """{"a":1}"""));
        backend.Reopen();
        Assert.Equal(second.ETag, Assert.IsType<SaveDecision.Repeated>(await backend.SavePreparedAsync(lost)).ETag);
        Assert.Equal(removed.ETag, (await backend.Reader.NewestAsync(Key()))!.ETag);
        Assert.Equal(Refusal.EditConflict, Refused(await backend.SavePreparedAsync(Json("amy", "u", 2, On(old.ETag), """{"a":1,"c":1}""") with { Key = Key("b") })));
    }

    public void Dispose()
    {
        backend.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A word of one version. It shares neither its first nor its last letter with the words beside it, so a splice contains the whole word.</summary>
    private static string Word(long version) => $"{(char)('a' + (version % 26))}{version:d7}{(char)('a' + (version * 7 % 26))}";

    private static string TextOf(long version) => $"A text that stays, {Word(version)} and its end.";

    private static Refusal Refused(SaveDecision decision) => Assert.IsType<SaveDecision.Refused>(decision).Reason;

    private static SaveCommand Json(string user, string session, long sequence, Precondition precondition, string json) =>
        PutJson(session, sequence, precondition, json) with { By = new Person(user, user), Policy = Merging, OnConflict = OnConflict.Merge };

    private ConflictRecord Conflict(Person by, int n = 1) => new()
    {
        Id = new ConflictId((UInt128)n << 64), Key = Key(), Kind = ConflictKind.EditConflict, At = backend.Clock.Now, By = by, Head = 1, Times = 1,
    };

    /// <summary>Saves a run of versions, each with a word of its own that the next one does not have.</summary>
    private async Task<Head> WriteManyAsync(int count)
    {
        var head = await backend.Log.WriteAsync(Put("s", 1, None, TextOf(1)));
        for (var n = 2; n <= count; n++)
        {
            head = await backend.Log.WriteAsync(Put("s", n, On(head.ETag), TextOf(n)));
        }

        return head;
    }
}
