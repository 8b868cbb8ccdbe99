using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using Xunit.Abstractions;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>The rules with one thing broken on purpose: the walk finds each of them, so it is known to bite.</summary>
public sealed class BrokenTwinTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, (Scenario Scenario, string Fault)> Cases = new(StringComparer.Ordinal)
    {
        ["the plain rule overwrites"] = (new("", "**", "*") { Loads = 1, Twin = new PlainRule() }, "the law"),
        ["the plain rule reorders"] = (new("", "**") { Twin = new PlainRule() }, "own older over own newer"),
        ["the plain rule writes twice"] = (new("", "**") { Repeats = 1, Twin = new PlainRule() }, "written twice"),
        ["the plain rule without sequences"] = (new("", "nn", "n") { Loads = 1, Twin = new PlainRule() }, "the law"),
        ["plain optimistic locking"] = (new("", "**") { Twin = new AlwaysStrict() }, "own save in flight refused"),
        ["no locks"] = (new("", "*", "*") { Locks = 1, Twin = new NoLocks() }, "the lock of another session was passed"),
        ["no lock required"] = (new("", "*") { Mode = SaveMode.Pessimistic, Locks = 1, Twin = new NoLockRequired() }, "written without the lock"),
        ["a PATCH supersedes"] = (new("", "**p") { Twin = new PatchSupersedes() }, "taken for a repeat of what never was"),
        ["a repeat is told from the newest versions"] = (new("", "*", "**") { Loads = 1, Repeats = 1, LostAnswers = 1, Twin = new Horizon() }, "a repeat was not recognised"),
        ["a repeat is told from the newest versions, after a delete"] = (new("", "*", "*-") { Exists = false, Loads = 1, Repeats = 1, Twin = new Horizon() }, "a repeat was not recognised"),
        ["unchanged without the content"] = (new("", "v", "*") { Twin = new UnchangedWithoutContent() }, "an ETag was given without the content"),
        ["a create names a tombstone"] = (new("", "**", "-") { Exists = false, Loads = 1, Twin = new CreateNamesTombstone() }, "the law"),
        ["merged on the named version behind own saves"] = (new("", "d*d", "*") { Merges = true, LostAnswers = 1, Twin = new MergesOnNamed() }, "a word"),
        ["a session without a record is fresh"] = (new("", "d", "d") { Merges = true, Repeats = 1, Ages = 2, Loads = 1, Twin = new RecordlessIsFresh() }, "a word"),
        ["an unchanged save is not recorded"] = (new("", "x", "*") { Repeats = 1, LostAnswers = 1, Twin = new UnchangedIsNotRecorded() }, "a repeat was not recognised"),
        ["a 412 guesses what to merge on"] = (new("", "dd", "*") { LostAnswers = 1, Settles = 1, Twin = new PreviewGuesses() }, "a 412 offers"),
        ["a hint of the newest version"] = (new("", "*", "*") { Repeats = 1, LostAnswers = 1, Loads = 1, Early = new NewestVersionHint(null) }, "refused early"),
    };

    public static TheoryData<string> Names { get; } = [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_walk_finds_it(string name)
    {
        var (scenario, expected) = Cases[name];
        var walk = Walk.Through(scenario);
        foreach (var (fault, story) in walk.Broken)
        {
            output.WriteLine($"{fault}:\n{story}\n");
        }

        Assert.Contains(walk.Broken.Keys, found => found.StartsWith(expected, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_scenario_with_the_rules_as_they_are_is_faultless(string name)
    {
        var scenario = Cases[name].Scenario with { Twin = Twin.None, Early = EarlyRefusal.Never };
        Walk.Through(scenario).Holds(scenario, output);
    }

    /// <summary>Random walks find them too, whatever they are.</summary>
    [Fact]
    public void Random_walks_find_them()
    {
        foreach (var (name, (scenario, _)) in Cases.Where(twin => twin.Value.Scenario.Mode is SaveMode.Conditional && twin.Value.Scenario.Twin is not AlwaysStrict))
        {
            var found = Enumerable.Range(1, 3000).Select(seed => RandomWalk.Go(seed, moves: 120, scenario.Twin, scenario.Early)).Select((walk, i) => (walk, i)).FirstOrDefault(w => w.walk.Fault is not null);
            output.WriteLine($"{name}: {found.walk?.Fault ?? "not found"} in walk {found.i + 1}");
            Assert.NotNull(found.walk);
        }
    }

    private static bool MayWrite(Head? head, SaveCommand command, DateTimeOffset now) =>
        head is { Deleted: false } && head.Newest.Session == command.Session && now - head.Run.AcceptedAt <= command.Policy.Window;

    /// <summary>The published idea as it stands: the ETag is the head's, or the session wrote the head within the window. No run base, no sequence.</summary>
    private sealed class PlainRule : Twin
    {
        public override SaveCommand Replace(SaveCommand command, MemoryLog log, DateTimeOffset now) => command with
        {
            Sequence = null,
            Parent = null,
            Precondition = MayWrite(log.Head, command, now) ? new Precondition.IfMatch([log.Head!.ETag]) : command.Precondition,
        };
    }

    private sealed class AlwaysStrict : Twin
    {
        public override SaveCommand Replace(SaveCommand command, MemoryLog log, DateTimeOffset now) => command with { Strict = true };
    }

    private sealed class NoLocks : Twin
    {
        public override bool HasLocks => false;
    }

    private sealed class NoLockRequired : Twin
    {
        public override SaveCommand Replace(SaveCommand command, MemoryLog log, DateTimeOffset now) => command with { Policy = CollectionPolicy.Default };
    }

    private sealed class PatchSupersedes : Twin
    {
        public override SessionRecord Replace(SessionRecord record, SaveCommand command, MemoryLog log) =>
            record.Saves.IsEmpty ? record : record with { HighestFull = record.Saves[^1] };
    }

    private sealed class Horizon : Twin
    {
        public override SessionRecord Replace(SessionRecord record, SaveCommand command, MemoryLog log) =>
            record.Saves.All(save => save.ETag.Version >= log.Head!.Version - 1) ? record : SessionRecord.Empty;
    }

    private sealed class UnchangedWithoutContent : Twin
    {
        public override SaveDecision Replace(SaveDecision decision, SaveCommand command, MemoryLog log) =>
            decision is SaveDecision.Unchanged unchanged ? unchanged with { BringsContent = false } : decision;
    }

    private sealed class CreateNamesTombstone : Twin
    {
        public override SaveCommand Replace(SaveCommand command, MemoryLog log, DateTimeOffset now) =>
            command.Precondition is Precondition.IfNoneMatchAny && log.Head is { Deleted: true } head
                ? command with { Precondition = new Precondition.IfMatch([head.ETag]) } : command;
    }

    private sealed class MergesOnNamed : Twin
    {
        public override SaveCommand Replace(SaveCommand command, MemoryLog log, DateTimeOffset now) => command with { Parent = null };

        public override SessionRecord Replace(SessionRecord record, SaveCommand command, MemoryLog log) => record with { LastVersion = Math.Min(record.LastVersion, 1) };
    }

    private sealed class RecordlessIsFresh : Twin
    {
        public override NamedVersion Replace(NamedVersion named, DateTimeOffset now) => named with { ReplacedAt = now };
    }

    private sealed class UnchangedIsNotRecorded : Twin
    {
        public override bool WritesRecords(SaveDecision decision) => decision is not SaveDecision.Unchanged;
    }

    private sealed class PreviewGuesses : Twin
    {
        public override SaveDecision Replace(SaveDecision decision, SaveCommand command, MemoryLog log) =>
            decision is SaveDecision.Refused { Reason: Refusal.EditConflict, Named: { } named, Head.Deleted: false } refused
                ? refused with { Base = new MergeBase.Named(named), Compared = null } : decision;
    }

    /// <summary>It knows the newest version, and refuses whatever names another one and is not its writer's: a repeat too.</summary>
    private sealed record NewestVersionHint(Head? Newest) : EarlyRefusal
    {
        public override EarlyRefusal After(SaveCommand command, SaveDecision decision, DateTimeOffset now) =>
            decision is SaveDecision.Accepted accepted ? new NewestVersionHint(accepted.Head) : this;

        public override SaveDecision.Refused? Check(SaveCommand command, DateTimeOffset now) =>
            Newest is not null && Newest.Newest.Session != command.Session && command.Precondition is Precondition.IfMatch { ETags: var etags } && !etags.Contains(Newest.ETag)
                ? new SaveDecision.Refused(Refusal.EditConflict) { Head = Newest } : null;
    }
}
