using System.Net;
using System.Text.Json;

namespace SyncServer.Testing.Racing;

/// <summary>Checks the revisions of one document after a race.</summary>
public sealed class RaceVerdict
{
    private readonly List<JsonElement> _revisions;
    private readonly List<RaceSave> _writers;
    private readonly List<RaceSave> _saves;

    private RaceVerdict(List<JsonElement> revisions, List<RaceSave> writers, List<RaceSave> saves) =>
        (_revisions, _writers, _saves) = (revisions, writers, saves);

    /// <summary>Reads every revision and finds the save that wrote it by its content.</summary>
    public static async Task<RaceVerdict> ReadAsync(Caller reader, string document, List<RaceSave> saves)
    {
        var revisions = await reader.RevisionsAsync(document);
        revisions.Reverse();
        Assert.Equal(Enumerable.Range(1, revisions.Count), revisions.Select(one => one.GetProperty("version").GetInt32()));
        var byMarker = saves.Where(save => save.Kind is not RaceKind.Delete).ToDictionary(save => save.Marker);
        var deletes = saves.Where(save => save.Kind is RaceKind.Delete)
            .SelectMany(save => save.Answers.Where(answer => answer.Outcome is "deleted").Select(answer => (answer.Version, save)))
            .ToDictionary(pair => pair.Version!.Value, pair => pair.save);
        var writers = new List<RaceSave>();
        foreach (var chunk in revisions.Chunk(16))
        {
            writers.AddRange(await Task.WhenAll(chunk.Select(async one =>
            {
                var version = one.GetProperty("version").GetInt64();
                if (one.GetProperty("outcome").GetString() is "deleted")
                {
                    return deletes[version];
                }

                var read = (await reader.Get($"{document}/revisions/{version}")).Is(HttpStatusCode.OK);
                Assert.Equal(one.GetProperty("etag").GetString(), read.ETag);
                Assert.True(byMarker.TryGetValue(read.Text, out var writer), $"Nobody sent {read.Text}");
                return writer!;
            })));
        }

        return new RaceVerdict(revisions, writers, saves);
    }

    /// <summary>Asserts that no save overwrote a version that its client had not read, except forced saves.</summary>
    public void TheLawHolds()
    {
        for (var version = 1; version <= _writers.Count; version++)
        {
            var save = _writers[version - 1];
            for (var below = save.Known + 1; below < version && save.Kind is not RaceKind.Forced; below++)
            {
                Assert.True(_writers[(int)below - 1].Session == save.Session, $"v{version} ({save}) was written over v{below}, which its client had not seen");
            }
        }
    }

    /// <summary>Asserts that the sequences of a session increase with the versions.</summary>
    public void NoOwnOlderIsOverNewer() =>
        Assert.All(_writers.Where(save => save.Sequence is not null).GroupBy(save => save.Session), own =>
        {
            var sequences = own.Select(save => save.Sequence).ToList();
            Assert.Equal(sequences.Order().Distinct(), sequences);
        });

    /// <summary>Asserts that every response is correct, and that every version belongs to an acknowledged save.</summary>
    public void EverySaveIsAccountedFor()
    {
        Assert.Equal(_writers.Count, _writers.Distinct(ReferenceEqualityComparer.Instance).Count());
        Assert.All(_saves, save => Assert.All(save.Answers, answer => Check(save, answer)));
        Assert.All(_writers.Index().Where(pair => !pair.Item.Lost), pair =>
            Assert.Contains(pair.Item.Answers, answer => answer.Succeeded && answer.Version == pair.Index + 1));
    }

    private void Check(RaceSave save, Answer answer)
    {
        if (!answer.Succeeded)
        {
            var expected = answer.Status is HttpStatusCode.PreconditionFailed || answer.Status is HttpStatusCode.Conflict;
            Assert.True(expected, answer.ToString());
            return;
        }

        var writer = _writers[(int)answer.Version!.Value - 1];
        var revision = _revisions[(int)answer.Version.Value - 1];
        Assert.Equal(revision.GetProperty("etag").GetString(), answer.ETag);
        if (answer.Outcome is "superseded")
        {
            Assert.True(writer.Session == save.Session && writer.Sequence > save.Sequence, $"{save} superseded by {writer}");
            return;
        }

        Assert.Same(save, writer);
        if (answer.Outcome is not ("replayed" or "unchanged"))
        {
            Assert.Equal(revision.GetProperty("outcome").GetString(), answer.Outcome);
        }
    }
}
