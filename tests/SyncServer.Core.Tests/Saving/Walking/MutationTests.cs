using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using Xunit.Abstractions;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>Runs walks with one rule broken on purpose. The walk must detect each of these mutations.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, (Scenario Scenario, string Fault)> Cases = new(StringComparer.Ordinal)
    {
        ["the plain rule overwrites"] = (new("", "**", "*") { Loads = 1, Mutation = new PlainRule() }, "the law"),
        ["the plain rule reorders"] = (new("", "**") { Mutation = new PlainRule() }, "an older save was written over"),
        ["the plain rule writes twice"] = (new("", "**") { Repeats = 1, Mutation = new PlainRule() }, "written twice"),
        ["the plain rule without sequences"] = (new("", "nn", "n") { Loads = 1, Mutation = new PlainRule() }, "the law"),
        ["plain optimistic locking"] = (new("", "**") { Mutation = new AlwaysStrict() }, "an own save in flight was refused"),
        ["no locks"] = (new("", "*", "*") { Locks = 1, Mutation = new NoLocks() }, "a lock of another session was ignored"),
        ["no lock required"] = (new("", "*") { Mode = SaveMode.Pessimistic, Locks = 1, Mutation = new NoLockRequired() }, "written without the required lock"),
        ["a PATCH supersedes"] = (new("", "**p") { Mutation = new PatchSupersedes() }, "taken for a replay"),
        ["a replay is recognised by the newest versions"] = (new("", "*", "**") { Loads = 1, Repeats = 1, LostAnswers = 1, Mutation = new Horizon() }, "a replay was not recognised"),
        ["a replay is recognised by the newest versions, after a delete"] = (new("", "*", "*-") { Exists = false, Loads = 1, Repeats = 1, Mutation = new Horizon() }, "a replay was not recognised"),
        ["unchanged without the content"] = (new("", "v", "*") { Mutation = new UnchangedWithoutContent() }, "a response has an ETag without the content"),
        ["a create names a tombstone"] = (new("", "**", "-") { Exists = false, Loads = 1, Mutation = new CreateNamesTombstone() }, "the law"),
        ["merged on the named version after own saves"] = (new("", "d*d", "*") { Merges = true, LostAnswers = 1, Mutation = new MergesOnNamed() }, "a word"),
        ["a session without a record is new"] = (new("", "d", "d") { Merges = true, Repeats = 1, Ages = 2, Loads = 1, Mutation = new RecordlessIsNew() }, "a word"),
        ["an unchanged save is not recorded"] = (new("", "x", "*") { Repeats = 1, LostAnswers = 1, Mutation = new UnchangedIsNotRecorded() }, "a replay was not recognised"),
        ["a 412 guesses the merge base"] = (new("", "dd", "*") { LostAnswers = 1, Settles = 1, Mutation = new PreviewGuesses() }, "a 412 offers"),
        ["a hint of the newest version"] = (new("", "*", "*") { Repeats = 1, LostAnswers = 1, Loads = 1, Early = new NewestVersionHint(null) }, "refused early"),
    };

    public static TheoryData<string> Names { get; } = [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_walk_finds_the_mutation(string name)
    {
        var (scenario, expected) = Cases[name];
        var walk = Walk.Through(scenario);
        foreach (var (fault, trace) in walk.Violations)
        {
            output.WriteLine($"{fault}:\n{trace}\n");
        }

        Assert.Contains(walk.Violations.Keys, found => found.StartsWith(expected, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_scenario_without_the_mutation_has_no_violation(string name)
    {
        var scenario = Cases[name].Scenario with { Mutation = Mutation.None, Early = EarlyRefusal.Never };
        Walk.Through(scenario).Holds(scenario, output);
    }

    /// <summary>Random walks must detect them too.</summary>
    [Fact]
    public void Random_walks_find_the_mutations()
    {
        foreach (var (name, (scenario, _)) in Cases.Where(mutation => mutation.Value.Scenario.Mode is SaveMode.Conditional && mutation.Value.Scenario.Mutation is not AlwaysStrict))
        {
            var found = Enumerable.Range(1, 3000).Select(seed => RandomWalk.Go(seed, moves: 120, scenario.Mutation, scenario.Early)).Select((walk, i) => (walk, i)).FirstOrDefault(w => w.walk.Fault is not null);
            output.WriteLine($"{name}: {found.walk?.Fault ?? "not found"} in walk {found.i + 1}");
            Assert.NotNull(found.walk);
        }
    }

    private static bool MayWrite(Head? head, SaveCommand command, DateTimeOffset now) =>
        head is { Deleted: false } && head.Newest.Session == command.Session && now - head.Run.AcceptedAt <= command.Policy.Window;

    /// <summary>The plain conditional lock: the ETag is the head's, or the session wrote the head within the window. No run base, no sequence.</summary>
    private sealed class PlainRule : Mutation
    {
        public override SaveCommand Replace(SaveCommand command, MemoryLog log, DateTimeOffset now) => command with
        {
            Sequence = null,
            Parent = null,
            Precondition = MayWrite(log.Head, command, now) ? new Precondition.IfMatch([log.Head!.ETag]) : command.Precondition,
        };
    }

    private sealed class AlwaysStrict : Mutation
    {
        public override SaveCommand Replace(SaveCommand command, MemoryLog log, DateTimeOffset now) => command with { Strict = true };
    }

    private sealed class NoLocks : Mutation
    {
        public override bool HasLocks => false;
    }

    private sealed class NoLockRequired : Mutation
    {
        public override SaveCommand Replace(SaveCommand command, MemoryLog log, DateTimeOffset now) => command with { Policy = CollectionPolicy.Default };
    }

    private sealed class PatchSupersedes : Mutation
    {
        public override SessionRecord Replace(SessionRecord record, SaveCommand command, MemoryLog log) =>
            record.Saves.IsEmpty ? record : record with { HighestFull = record.Saves[^1] };
    }

    private sealed class Horizon : Mutation
    {
        public override SessionRecord Replace(SessionRecord record, SaveCommand command, MemoryLog log) =>
            record.Saves.All(save => save.ETag.Version >= log.Head!.Version - 1) ? record : SessionRecord.Empty;
    }

    private sealed class UnchangedWithoutContent : Mutation
    {
        public override SaveDecision Replace(SaveDecision decision, SaveCommand command, MemoryLog log) =>
            decision is SaveDecision.Unchanged unchanged ? unchanged with { BringsContent = false } : decision;
    }

    private sealed class CreateNamesTombstone : Mutation
    {
        public override SaveCommand Replace(SaveCommand command, MemoryLog log, DateTimeOffset now) =>
            command.Precondition is Precondition.IfNoneMatchAny && log.Head is { Deleted: true } head
                ? command with { Precondition = new Precondition.IfMatch([head.ETag]) } : command;
    }

    private sealed class MergesOnNamed : Mutation
    {
        public override SaveCommand Replace(SaveCommand command, MemoryLog log, DateTimeOffset now) => command with { Parent = null };

        public override SessionRecord Replace(SessionRecord record, SaveCommand command, MemoryLog log) => record with { LastVersion = Math.Min(record.LastVersion, 1) };
    }

    private sealed class RecordlessIsNew : Mutation
    {
        public override NamedVersion Replace(NamedVersion named, DateTimeOffset now) => named with { ReplacedAt = now };
    }

    private sealed class UnchangedIsNotRecorded : Mutation
    {
        public override bool WritesRecords(SaveDecision decision) => decision is not SaveDecision.Unchanged;
    }

    private sealed class PreviewGuesses : Mutation
    {
        public override SaveDecision Replace(SaveDecision decision, SaveCommand command, MemoryLog log) =>
            decision is SaveDecision.Refused { Reason: Refusal.EditConflict, Named: { } named, Head.Deleted: false } refused
                ? refused with { Base = new MergeBase.Named(named), Compared = null } : decision;
    }

    /// <summary>Knows only the newest version, and refuses every save of another session that names a different version, including replays.</summary>
    private sealed record NewestVersionHint(Head? Newest) : EarlyRefusal
    {
        public override EarlyRefusal After(SaveCommand command, SaveDecision decision, DateTimeOffset now) =>
            decision is SaveDecision.Accepted accepted ? new NewestVersionHint(accepted.Head) : this;

        public override SaveDecision.Refused? Check(SaveCommand command, DateTimeOffset now) =>
            Newest is not null && Newest.Newest.Session != command.Session && command.Precondition is Precondition.IfMatch { ETags: var etags } && !etags.Contains(Newest.ETag)
                ? new SaveDecision.Refused(Refusal.EditConflict) { Head = Newest } : null;
    }
}
