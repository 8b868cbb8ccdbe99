using System.Collections.Frozen;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using static SyncServer.Storage.Tests.Saving.Saves;

namespace SyncServer.Storage.Tests.Saving;

/// <summary>With random saves, restarts, times and thinning, every store decides as the model does. A derived class passes the backend.</summary>
public abstract class ModelContract(IBackend backend) : IDisposable
{
    private static readonly HistoryPolicies Policies = new(FrozenDictionary<string, HistoryPolicy>.Empty, HistoryPolicy.Default);

    private readonly Dictionary<string, Model> _models = new[] { "d0", "d1", "d2" }.ToDictionary(id => id, id => new Model(Key(id), Sessions));
    private readonly Dictionary<(string Id, string Session), long> _sequences = [];

    /// <summary>The limits of the store, so small that records are always full.</summary>
    internal static SessionLimits Sessions { get; } = new(TimeSpan.FromDays(2), MaxSaves: 2, WriteEvery: 5);

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    public async Task The_decisions_equal_those_of_the_model(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 800; i++)
        {
            if (random.Next(60) == 0)
            {
                backend.Reopen();
            }

            backend.Clock.Now += TimeSpan.FromSeconds(random.Next(30) == 0 ? random.Next(-40, 60) : random.Next(3));
            if (random.Next(80) == 0)
            {
                backend.Clock.Now += TimeSpan.FromHours(random.Next(60));
                await ThinAsync(seed);
            }

            var batch = Enumerable.Range(0, random.Next(1, 5)).Select(_ => RandomSave(random)).ToList();
            while (batch.Count > 0)
            {
                var decisions = await backend.Log.CommitAsync(batch);
                var again = new List<SaveCommand>();
                foreach (var (command, decision) in batch.Zip(decisions))
                {
                    var model = _models[command.Key.Id];
                    var expected = Model.Describe(model.Save(command, backend.Clock.Now));
                    Assert.True(expected == Model.Describe(decision), $"seed {seed}, round {i}: {command} expected {expected}, got {Model.Describe(decision)}");
                    if (decision is SaveDecision.Unprepared work)
                    {
                        // Prepared outside the transaction, as by the server.
                        again.Add(command.Prepare(work, model.ContentOf));
                    }
                }

                batch = again;
            }
        }

        backend.Reopen();
        foreach (var (id, model) in _models)
        {
            var revisions = await backend.Reader.RevisionsAsync(Key(id), before: null, limit: 10_000);
            Assert.Equal(model.Versions.Reverse().Select(v => v.Revision with { Digest = null }), revisions);
            Assert.Equal(model.Head, (await backend.Reader.NewestAsync(Key(id)))! with { Newest = model.Head!.Newest, Run = model.Head.Run });
            foreach (var (revision, content) in model.Versions)
            {
                Assert.Equal(content, (await backend.Reader.ReadAsync(Key(id), revision.ETag.Version))!.Value.Content);
            }
        }
    }

    public void Dispose()
    {
        backend.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task ThinAsync(int seed)
    {
        await backend.Thinner.ThinAsync(Policies, CancellationToken.None).ToListAsync();
        foreach (var (id, model) in _models)
        {
            var kept = await backend.Reader.RevisionsAsync(Key(id), before: null, limit: 10_000);
            var lost = model.Thin((kept ?? []).Select(r => r.ETag.Version).ToHashSet(), backend.Clock.Now);
            Assert.True(lost.Count == 0, $"seed {seed}: a live session record refers to {string.Join(", ", lost)} of {id}");
        }
    }

    private SaveCommand RandomSave(Random random)
    {
        var id = $"d{random.Next(3)}";
        var model = _models[id];
        var versions = model.Versions;
        // Mostly one of the newest versions, sometimes an old one, several, or one that does not exist.
        ETag Pick() => versions[Math.Max(0, versions.Count - 1 - (random.Next(4) * random.Next(4)))].Revision.ETag;
        var precondition = versions.Count == 0 ? None : random.Next(40) switch
        {
            0 or 1 => None,
            2 => new Precondition.IfMatchAny(),
            3 => On(new ETag(random.Next(1, 9), 5)),
            4 => On(Pick(), Pick(), new ETag(random.Next(1, 300), 5)),
            _ => On(Pick()),
        };
        var session = random.Next(8) == 0 ? null : $"s{random.Next(3)}";
        long? sequence = null;
        long? parent = null;
        if (session is not null && random.Next(6) > 0)
        {
            var last = _sequences.GetValueOrDefault((id, session));
            sequence = Math.Max(1, random.Next(4) == 0 ? last + random.Next(-4, 3) : last + 1);
            _sequences[(id, session)] = Math.Max(last, sequence.Value);
            parent = sequence > 1 && random.Next(3) == 0 ? Math.Max(1, sequence.Value - random.Next(1, 3)) : null;
        }

        // Few distinct bodies, so that some saves are replays and some change nothing.
        var n = random.Next(4);
        var content = Json($$"""{"a":{{n}},"b":{"c":{{random.Next(2)}},"d":[1,2]},"v":{{(random.Next(2) == 0 ? 0 : versions.Count)}}}""");
        var command = random.Next(20) switch
        {
            0 => Delete(session, sequence, precondition, id),
            1 => Command(SaveMethod.Restore, session, sequence, precondition, content, id),
            < 7 => Patch(session, sequence, precondition, $$$"""{"b":{"c":{{{n}}}}}""", id),
            _ => Command(SaveMethod.Put, session, sequence, precondition, content, id),
        };
        return command with
        {
            Parent = parent,
            MayWait = random.Next(2) == 0,
            Strict = random.Next(10) == 0,
            OnConflict = random.Next(2) == 0 ? OnConflict.Merge : OnConflict.Reject,
            Policy = CollectionPolicy.Default with { AllowForce = random.Next(2) == 0, RequireSequence = random.Next(4) == 0 },
        };
    }
}
