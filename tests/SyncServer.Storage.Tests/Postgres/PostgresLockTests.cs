using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Merging;
using SyncServer.Core.Saving;
using SyncServer.Storage.Postgres;
using SyncServer.Storage.Tests.Locking;
using static SyncServer.Storage.Tests.Saving.Saves;

namespace SyncServer.Storage.Tests.Postgres;

/// <summary>The contract of locks on PostgreSQL.</summary>
public sealed class PostgresLockContractTests() : LockContract(new PostgresBackend(cacheBytes: 0));

public sealed class PostgresLockTests : IDisposable
{
    private readonly PostgresBackend _backend = new(cacheBytes: 1 << 20);

    [Fact]
    public async Task Locks_cost_no_additional_round_trip_of_a_batch()
    {
        var ids = Enumerable.Range(0, 40).Select(i => $"d{i}").ToList();
        var created = await _backend.Log.CommitAsync([.. ids.Select(id => Put("s", 1, None, "one", id))]);
        foreach (var id in ids.Take(4))
        {
            await TakeAsync(_backend, "s", id);
        }

        await TakeAsync(_backend, "t", ids[4]);
        await TakeAsync(_backend, "t", "new");
        using var trips = new RoundTrips(_backend);

        // Everything is cached: one round trip to lock, one to write the version and the renewed lock. A create also takes an advisory lock.
        var decisions = await _backend.Log.CommitAsync(
        [
            .. ids.Zip(created).Select(pair => Put("s", 2, On(((SaveDecision.Written)pair.Second).Head.ETag), "two", pair.First)),
            Put("s", 1, None, "one", "new"),
            Put("s", 1, None, "one", "free"),
        ]);
        Assert.Equal(40, decisions.Count(d => d is SaveDecision.Written));
        Assert.All([decisions[4], decisions[40]], d => Assert.Equal(Refusal.Locked, Assert.IsType<SaveDecision.Refused>(d).Reason));
        Assert.Equal(2, trips.Count);
    }

    [Fact]
    public async Task A_lock_of_one_node_applies_on_the_others_by_the_clock_of_the_database()
    {
        using var one = PostgresStore.Open(_backend.ConnectionString, 1 << 20, SessionLimits.Default, TimeProvider.System);
        using var other = PostgresStore.Open(_backend.ConnectionString, 1 << 20, SessionLimits.Default, TimeProvider.System);
        var head = await one.Log.WriteAsync(Put("s", 1, None, "one"));
        var command = new LockCommand.Acquire(Key(), Session("t"), new Person("bob", "Bob"), JsonPointer.Root, TimeSpan.FromSeconds(300));
        var taken = Assert.IsType<LockDecision.Taken>(await one.Locks.ChangeAsync(command)).Lock;
        var refused = Assert.IsType<SaveDecision.Refused>(await other.Log.SaveAsync(Put("s", 2, On(head.ETag), "two")));
        Assert.Equal(taken, refused.Lock);
        Assert.Equal([taken], (await other.Locks.ListAsync("notes", ["a"]))["a"]);
        Assert.Empty(await other.Locks.FindExpiredAsync());
        Assert.InRange(taken.LastActivity - head.Newest.SavedAt, TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    public void Dispose() => _backend.Dispose();

    private static Task<LockDecision> TakeAsync(PostgresBackend backend, string session, string id) =>
        backend.Locks.ChangeAsync(new LockCommand.Acquire(Key(id), Session(session), new Person("amy", "Amy"), JsonPointer.Root, TimeSpan.FromSeconds(60)));
}
