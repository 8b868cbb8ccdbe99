using SyncServer.Load.Clients;
using SyncServer.Load.Running;

namespace SyncServer.Load.Checking;

/// <summary>The result of checking the revisions of a run.</summary>
/// <param name="Versions">The number of versions.</param>
/// <param name="LostUpdates">Versions that were overwritten by a save whose client had not read them, or by an older save of the same session.</param>
/// <param name="MissingSaves">Acknowledged saves that are not in the revisions.</param>
/// <param name="NeedlessConflicts">Conflicts in documents that only one session writes.</param>
/// <param name="Foreign">Versions that no save of the run wrote.</param>
/// <param name="FirstMissing">One of the acknowledged saves that are not in the revisions; null if there is none.</param>
internal sealed record Verdict(int Versions, int LostUpdates, int MissingSaves, int NeedlessConflicts, int Foreign = 0, string? FirstMissing = null)
{
    /// <summary>Reads the revisions of all documents of a run.</summary>
    public static async Task<Verdict> ReadAsync(Stage stage)
    {
        var documents = stage.Traffic.Saves.GroupBy(save => save.Document, StringComparer.Ordinal).ToList();
        var logs = await RevisionLog.ReadAsync(stage, [.. documents.Select(document => document.Key)]);
        return documents.Where(document => logs.ContainsKey(document.Key)).Select(document => Of([.. document], logs[document.Key]))
            .Aggregate(new Verdict(0, 0, 0, 0), (one, other) => new Verdict(
                one.Versions + other.Versions, one.LostUpdates + other.LostUpdates, one.MissingSaves + other.MissingSaves,
                one.NeedlessConflicts + other.NeedlessConflicts, one.Foreign + other.Foreign, one.FirstMissing ?? other.FirstMissing));
    }

    /// <summary>Checks one document.</summary>
    /// <param name="saves">All saves of the document.</param>
    /// <param name="log">Its versions, oldest first.</param>
    public static Verdict Of(IReadOnlyList<Save> saves, IReadOnlyList<LoggedVersion> log)
    {
        var bySequence = saves.ToDictionary(save => save.Sequence);
        Save?[] written = [.. log.Select(version => bySequence.GetValueOrDefault(version.Sequence))];
        var lost = new HashSet<int>();
        for (var i = 0; i < log.Count; i++)
        {
            if (written[i] is not { } save || log[i].Merged)
            {
                continue;
            }

            for (var below = i - 1; below >= save.Seen; below--)
            {
                // The versions between the one that the client had read and the one that it wrote.
                if (written[below] is not { } other || other.Writer != save.Writer || other.Sequence > save.Sequence)
                {
                    lost.Add(below);
                }
            }
        }

        var missing = saves.Where(save => save.Results.Any(result => result.Accepted && !IsThere(save, result, written))).ToList();
        var alone = saves.Select(save => save.Writer).Distinct().Count() == 1;
        return new Verdict(
            log.Count,
            lost.Count,
            missing.Count,
            alone ? saves.Sum(save => save.Results.Count(result => result.Conflict)) : 0,
            written.Count(save => save is null),
            missing.Count == 0 ? null : Describe(missing[0], written));
    }

    /// <summary>Reports what violates the protocol, whatever the thresholds are.</summary>
    public void Report(Traffic traffic)
    {
        if (MissingSaves > 0)
        {
            traffic.Violation($"An acknowledged save is not in the revisions, such as {FirstMissing}.", MissingSaves);
        }

        if (Foreign > 0)
        {
            traffic.Violation("A version was written by no save of this run.", Foreign);
        }
    }

    private static string Describe(Save save, Save?[] written)
    {
        var result = save.Results.First(result => result.Accepted && !IsThere(save, result, written));
        return $"sequence {save.Sequence} of {save.Document}: the response was {result.Status} {result.Outcome} for version {result.Version} of {written.Length}";
    }

    private static bool IsThere(Save save, SaveResult result, Save?[] written)
    {
        if (result.Version < 1 || result.Version > written.Length)
        {
            return false;
        }

        var writer = written[result.Version - 1];
        return ReferenceEquals(writer, save)
            || (result.Outcome is "superseded" && writer is not null && writer.Writer == save.Writer && writer.Sequence > save.Sequence);
    }
}
