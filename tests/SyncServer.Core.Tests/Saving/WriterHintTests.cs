using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using Xunit.Abstractions;

namespace SyncServer.Core.Tests.Saving;

/// <summary>Random saves of a few sessions, and hints that learn of all of them or of some: what a hint refuses, the rule does not accept.</summary>
public sealed class WriterHintTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_hint_that_missed_nothing_refuses_exactly_what_the_rule_refuses()
    {
        var doomed = 0;
        foreach (var (hints, command, named, decision) in Saves(seed: 1, loss: 0))
        {
            if (hints[0] is { } hint && hint.Dooms(command, named))
            {
                doomed++;
                Assert.Equal(Refusal.EditConflict, Assert.IsType<SaveDecision.Refused>(decision).Reason);
            }
        }

        output.WriteLine($"{doomed} doomed");
        Assert.True(doomed > 20_000);
    }

    [Fact]
    public void A_hint_that_missed_some_never_refuses_what_the_rule_would_write()
    {
        var (doomed, needless) = (0, 0);
        foreach (var (hints, command, named, decision) in Saves(seed: 2, loss: 30))
        {
            foreach (var hint in hints.Where(h => h is not null && h.Dooms(command, named)))
            {
                doomed++;
                needless += decision is SaveDecision.Repeated ? 1 : 0;
                Assert.True(decision is SaveDecision.Refused or SaveDecision.Repeated, $"{command.Session} {command.Sequence} on {named}: {decision}, doomed by {hint}");
            }
        }

        output.WriteLine($"{doomed} doomed, {needless} of them were repeats");
        Assert.True(doomed > 20_000);
    }

    [Fact]
    public void A_stale_session_that_was_refused_once_is_known()
    {
        var log = new MemoryLog(SaveRules.Decide);
        WriterHint? hint = null;
        var first = Accept(ref log, ref hint, Save(1, 1, null));
        var second = Accept(ref log, ref hint, Save(2, 1, first));

        // Nobody here saw what was before: the database decides once.
        var fresh = WriterHint.AfterRefusal(null, Save(1, 2, first), log.Newest!, first);
        Assert.True(fresh.Dooms(Save(1, 3, first), first));
        Assert.False(fresh.Dooms(Save(1, 1, first), first));
        Assert.False(fresh.Dooms(Save(3, 1, first), first));

        // The owner goes on: a hint that follows still knows.
        for (var i = 2; i < 50; i++)
        {
            second = Accept(ref log, ref hint, Save(2, i, second));
            fresh = fresh.After(new AcceptedSave(Save(2, i, null).Key, Walking.World.SessionOf(2), i, log.Newest!, Wrote: true, TimeSpan.FromSeconds(30)));
        }

        Assert.True(fresh.Dooms(Save(1, 3, first), first));
        Assert.True(hint!.Dooms(Save(3, 1, first), first));
        Assert.False(hint.Dooms(Save(2, 90, first), first));
    }

    [Fact]
    public void More_sessions_than_it_tells_apart_make_it_forget()
    {
        var log = new MemoryLog(SaveRules.Decide);
        WriterHint? hint = null;
        var first = Accept(ref log, ref hint, Save(1, 1, null));
        var etag = first;
        for (var i = 2; i < 400; i++)
        {
            etag = Accept(ref log, ref hint, Save(i, 1, etag));
        }

        Assert.True(hint!.Sessions.Count <= 256);
        Assert.False(hint.Dooms(Save(1000, 1, first), first));
    }

    /// <summary>Decides random saves; three hints learn, each losing so many of a hundred, and now and then hear from each other.</summary>
    private static IEnumerable<(WriterHint?[] Hints, SaveCommand Command, ETag Named, SaveDecision Decision)> Saves(int seed, int loss)
    {
        var random = new Random(seed);
        for (var round = 0; round < 2000; round++)
        {
            var log = new MemoryLog(SaveRules.Decide);
            var hints = new WriterHint?[3];
            var now = Start;
            for (var i = 0; i < 60; i++)
            {
                now += TimeSpan.FromSeconds(random.Next(40) == 0 ? 60 : 1);
                var command = RandomSave(random, log);
                var named = log.StateFor(command).Named;
                var head = log.Newest;
                (log, var decision) = log.Save(command, now);
                if (named is { } version && head is not null)
                {
                    yield return (hints, command, version, decision);
                }

                for (var n = 0; n < hints.Length; n++)
                {
                    if (random.Next(100) >= loss)
                    {
                        hints[n] = Learn(hints[n], command, decision, head);
                    }
                }

                var (from, to) = (random.Next(3), random.Next(3));
                if (loss > 0 && random.Next(10) == 0 && hints[from]?.Head == log.Newest?.ETag && hints[from] is { } heard)
                {
                    hints[to] = heard.Over(hints[to]);
                }
            }
        }
    }

    private static WriterHint? Learn(WriterHint? hint, SaveCommand command, SaveDecision decision, Head? head) =>
        AcceptedSave.Of(command, decision) is { } save ? hint?.After(save) ?? WriterHint.Of(save)
        : decision is SaveDecision.Refused { Reason: Refusal.EditConflict, Base: { } named } ? WriterHint.AfterRefusal(hint, command, head!, named)
        : hint;

    private static ETag Accept(ref MemoryLog log, ref WriterHint? hint, SaveCommand command)
    {
        (log, var decision) = log.Save(command, Start);
        hint = Learn(hint, command, decision, log.Newest);
        return Assert.IsType<SaveDecision.Written>(decision).Head.ETag;
    }

    private static SaveCommand RandomSave(Random random, MemoryLog log)
    {
        var versions = log.Revisions;
        ETag? etag = versions.Count == 0 || random.Next(30) == 0 ? null : versions[Math.Max(0, versions.Count - 1 - (random.Next(4) * random.Next(4)))].ETag;
        var session = random.Next(5);
        var sequence = Math.Max(1, versions.Count + random.Next(-3, 3));
        return Save(session, random.Next(6) == 0 ? null : sequence, etag) with
        {
            Session = session == 4 ? null : Walking.World.SessionOf(session),
            Sequence = session == 4 ? null : sequence,
            Method = random.Next(15) == 0 ? SaveMethod.Delete : SaveMethod.Put,
            Body = new Content("text/plain", Encoding.UTF8.GetBytes($"{random.Next(3)}")),
        };
    }

    private static SaveCommand Save(int session, long? sequence, ETag? etag) => new()
    {
        Key = new DocumentKey("notes", "a"),
        Method = SaveMethod.Put,
        Precondition = etag is { } known ? new Precondition.IfMatch([known]) : new Precondition.IfNoneMatchAny(),
        By = new Person("p", "P"),
        Session = Walking.World.SessionOf(session),
        Sequence = sequence,
        Body = new Content("text/plain", Encoding.UTF8.GetBytes($"{session} {sequence}")),
        Digest = Digest.Of("", "", Encoding.UTF8.GetBytes($"{session} {sequence}")),
        Nonce = (ulong)Random.Shared.NextInt64(),
        Policy = CollectionPolicy.Default,
    };
}
