using System.Diagnostics;
using SyncServer.Core.Saving;
using SyncServer.Storage.Postgres;
using SyncServer.Storage.Tests.Saving;
using SyncServer.Testing;
using Xunit.Abstractions;
using static SyncServer.Storage.Tests.Saving.Saves;

namespace SyncServer.Storage.Tests.Postgres;

public sealed class PostgresStoreTests(ITestOutputHelper output) : IDisposable
{
    private readonly PostgresBackend _backend = new(cacheBytes: 1 << 20);

    [Theory]
    [InlineData(1)]
    [InlineData(400)]
    public async Task A_batch_is_three_round_trips_whatever_its_size(int documents)
    {
        var ids = Enumerable.Range(0, documents).Select(i => $"d{i}").ToList();
        var created = await _backend.Log.CommitAsync([.. ids.Select(id => Put("s", 1, None, "one", id))]);
        _backend.Reopen();
        // Opens a connection, without loading a document.
        await _backend.Reader.ListAsync("none", after: null, limit: 1);
        using var trips = new RoundTrips(_backend);

        // No cache, stale ETags, replays, other sessions: everything that must be read.
        var decisions = await _backend.Log.CommitAsync([.. ids.Zip(created).SelectMany(pair => new[]
        {
            Put("t", 1, On(((SaveDecision.Written)pair.Second).Head.ETag), "two", pair.First),
            Put("s", 2, On(((SaveDecision.Written)pair.Second).Head.ETag), "three", pair.First),
            Put("s", 1, None, "one", pair.First),
        })]);
        Assert.Equal(documents, decisions.Count(d => d is SaveDecision.Written));
        Assert.Equal(documents, decisions.Count(d => d is SaveDecision.Refused));
        Assert.Equal(documents, decisions.Count(d => d is SaveDecision.Repeated));
        Assert.Equal(3, trips.Count);
    }

    [Fact]
    public async Task A_single_session_costs_two_round_trips_and_a_third_when_its_record_is_written()
    {
        var head = await _backend.Log.WriteAsync(Put("s", 1, None, "1"));
        using (var trips = new RoundTrips(_backend))
        {
            for (var i = 2; i <= 140; i++)
            {
                head = await _backend.Log.WriteAsync(Put("s", i, On(head.ETag), $"{i}"));
            }

            Assert.Equal((2 * 139) + 1, trips.Count);
        }

        using (var trips = new RoundTrips(_backend))
        {
            // Another session takes over, so that the first one's record is written, and a third one is refused. The prefetch covers all of it.
            var decisions = await _backend.Log.CommitAsync([Put("t", 1, On(head.ETag), "t"), Put("u", 1, On(head.ETag), "u")]);
            Assert.Equal(["Verified", "EditConflict"], decisions.Select(SessionRecordContract.Word));
            Assert.Equal(3, trips.Count);
        }
    }

    [Fact]
    public async Task The_tables_are_separate_from_those_of_an_application_in_the_same_database()
    {
        var postgres = await PostgresServer.SharedAsync();
        var database = (await postgres.CreateDatabaseAsync()).Split(";Search Path")[0];
        await postgres.QueryAsync(database, "create table public.documents (mine int); create table public.\"__EFMigrationsHistory\" (mine int)");
        using var store = PostgresStore.Open(database, 1 << 20, SessionLimits.Default, _backend.Clock);
        await store.Log.WriteAsync(Put("s", 1, None, "a"));
        Assert.Equal("1|0", await postgres.QueryAsync(database, "select (select count(*) from sync.documents), (select count(*) from public.documents)"));
    }

    [Fact]
    public async Task A_save_through_one_node_is_recognised_by_the_other()
    {
        using var other = PostgresStore.Open(_backend.ConnectionString, 1 << 20, SessionLimits.Default, _backend.Clock);
        var first = await _backend.Log.WriteAsync(Put("s", 1, None, "a"));
        var unchanged = Put("s", 2, On(first.ETag), "a");
        Assert.IsType<SaveDecision.Unchanged>(await other.Log.SaveAsync(unchanged));
        var second = await _backend.Log.WriteAsync(Put("t", 1, On(first.ETag), "b"));
        Assert.Equal(new SaveDecision.Repeated(SaveOutcome.Replayed, first.ETag, BringsContent: false), await _backend.Log.SaveAsync(unchanged));
        var third = await other.Log.WriteAsync(Put("t", 2, On(second.ETag), "c"));
        Assert.Equal(new SaveDecision.Repeated(SaveOutcome.Replayed, third.ETag, BringsContent: false), await _backend.Log.SaveAsync(Put("t", 2, On(second.ETag), "c")));
        Assert.Equal("SequenceReused", SessionRecordContract.Word(await other.Log.SaveAsync(Put("s", 1, None, "x"))));
    }

    [Fact]
    public async Task Two_nodes_that_save_the_same_documents_in_different_order_do_not_deadlock()
    {
        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        var ids = Enumerable.Range(0, 20).Select(i => $"d{i}").ToArray();
        using var other = PostgresStore.Open(_backend.ConnectionString, 1 << 20, SessionLimits.Default, TimeProvider.System);
        var tallies = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            var (log, random, session, accepted) = (n % 2 == 0 ? _backend.Log : other.Log, new Random(seed + n), $"s{n}", 0);
            for (var i = 0; i < 40; i++)
            {
                // Half of the documents in random order. Some do not exist yet, and both nodes create them.
                var batch = ids.OrderBy(_ => random.Next()).Take(10).Select(id =>
                    Put(session, (i * 20) + 1, new Precondition.IfMatchAny(), $"{n} {i}", id) with { Policy = Core.Policies.CollectionPolicy.Default with { AllowForce = true } }).ToList();
                batch.AddRange(ids.OrderBy(_ => random.Next()).Take(3).Select(id => Put(session, (i * 20) + 2, None, $"new {n} {i}", id)));
                accepted += (await log.CommitAsync(batch)).Count(d => d is SaveDecision.Written);
            }

            return accepted;
        })));

        var versions = await Task.WhenAll(ids.Select(async id => (await _backend.Reader.RevisionsAsync(Key(id), before: null, limit: 10_000))?.Count ?? 0));
        Assert.Equal(tallies.Sum(), versions.Sum());
        Assert.True(tallies.Sum() > 1000);
    }

    [Fact]
    public async Task A_version_of_another_node_is_read_within_a_second_and_at_once_if_it_is_known()
    {
        using var other = PostgresStore.Open(_backend.ConnectionString, 1 << 20, SessionLimits.Default, TimeProvider.System);
        var first = await _backend.Log.WriteAsync(Put("s", 1, None, "one"));
        Assert.Equal(first.ETag, (await other.Reader.NewestAsync(Key()))!.ETag);
        var second = await _backend.Log.WriteAsync(Put("s", 2, On(first.ETag), "two"));
        Assert.Equal(second.ETag, (await other.Reader.NewestAsync(Key(), atLeast: 2))!.ETag);

        var third = await _backend.Log.WriteAsync(Put("s", 3, On(second.ETag), "three"));
        var start = Stopwatch.GetTimestamp();
        while ((await other.Reader.NewestAsync(Key()))!.ETag != third.ETag)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(1), "a read was more than a second old");
        }
    }

    [Fact]
    public async Task A_save_on_a_version_of_another_node_uses_its_bytes()
    {
        using var other = PostgresStore.Open(_backend.ConnectionString, 1 << 20, SessionLimits.Default, TimeProvider.System);
        var etag = (await _backend.Log.WriteAsync(Put("s", 1, None, "0"))).ETag;
        for (var i = 1; i < 60; i++)
        {
            // Each node writes a splice against a version of the other node.
            etag = (await (i % 2 == 0 ? _backend.Log : other.Log).WriteAsync(Put("s", i + 1, On(etag), new string('x', i) + i))).ETag;
        }

        for (var i = 1; i < 60; i++)
        {
            Assert.Equal(new string('x', i) + i, (await other.Reader.ReadAsync(Key(), i + 1))!.Value.Content.Text());
        }
    }

    [Fact]
    public async Task Two_nodes_can_create_the_tables_at_the_same_time()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => PostgresStore.Open(_backend.ConnectionString, 0, SessionLimits.Default, TimeProvider.System))));
        Assert.Single(stores.Select(store => Convert.ToHexString(store.SessionSecret.Bytes)).Distinct());
        Array.ForEach(stores, store => store.Dispose());
    }

    public void Dispose() => _backend.Dispose();
}
