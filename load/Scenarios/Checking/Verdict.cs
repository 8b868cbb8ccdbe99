namespace SyncServer.Load.Scenarios.Checking;

/// <summary>The result of checking the revisions of a run.</summary>
/// <param name="Versions">The number of versions.</param>
/// <param name="LostUpdates">Versions that were overwritten by a save whose client had not read them, or by an older save of the same session.</param>
/// <param name="MissingSaves">Acknowledged saves that are not in the revisions.</param>
/// <param name="NeedlessConflicts">Conflicts in documents that only one session writes.</param>
internal sealed record Verdict(int Versions, int LostUpdates, int MissingSaves, int NeedlessConflicts)
{
    /// <summary>Reads the revisions of all documents of a run.</summary>
    public static async Task<Verdict> ReadAsync(Stage stage)
    {
        var documents = stage.Traffic.Saves.GroupBy(save => save.Document, StringComparer.Ordinal).ToList();
        var logs = await RevisionLog.ReadAsync(stage, [.. documents.Select(document => document.Key)]);
        return documents.Select(document => Of([.. document], logs[document.Key]))
            .Aggregate(new Verdict(0, 0, 0, 0), (one, other) => new Verdict(
                one.Versions + other.Versions, one.LostUpdates + other.LostUpdates,
                one.MissingSaves + other.MissingSaves, one.NeedlessConflicts + other.NeedlessConflicts));
    }

    /// <summary>Checks one document.</summary>
    /// <param name="saves">All saves of the document.</param>
    /// <param name="log">The sequences of the saves that wrote its versions, oldest first. A sequence identifies a save.</param>
    public static Verdict Of(IReadOnlyList<Save> saves, IReadOnlyList<long> log)
    {
        var bySequence = saves.ToDictionary(save => save.Sequence);
        var lost = new HashSet<int>();
        for (var i = 0; i < log.Count; i++)
        {
            var save = bySequence[log[i]];
            for (var below = i - 1; below >= save.Seen; below--)
            {
                // The versions between the one that the client had read and the one that it wrote.
                var other = bySequence[log[below]];
                if (other.Writer != save.Writer || other.Sequence > save.Sequence)
                {
                    lost.Add(below);
                }
            }
        }

        var alone = saves.Select(save => save.Writer).Distinct().Count() == 1;
        return new Verdict(
            log.Count,
            lost.Count,
            saves.Count(save => save.Results.Any(result => result.Accepted && !IsThere(save, result, log, bySequence))),
            alone ? saves.Sum(save => save.Results.Count(result => result.Conflict)) : 0);
    }

    private static bool IsThere(Save save, SaveResult result, IReadOnlyList<long> log, Dictionary<long, Save> bySequence)
    {
        if (result.Version < 1 || result.Version > log.Count)
        {
            return false;
        }

        var writer = bySequence[log[(int)result.Version - 1]];
        return ReferenceEquals(writer, save) || (result.Outcome is "superseded" && writer.Writer == save.Writer && writer.Sequence > save.Sequence);
    }
}
