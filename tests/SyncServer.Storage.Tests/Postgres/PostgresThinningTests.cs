using System.Collections.Frozen;
using SyncServer.Core.History;
using SyncServer.Storage.Postgres;
using SyncServer.Storage.Tests.History;
using static SyncServer.Storage.Tests.Saving.Saves;

namespace SyncServer.Storage.Tests.Postgres;

/// <summary>The contract of thinning on PostgreSQL with a cache.</summary>
public sealed class PostgresThinningTests() : ThinningContract(new PostgresBackend(cacheBytes: 1 << 20, Sessions));

/// <summary>The contract of thinning on PostgreSQL without a cache.</summary>
public sealed class UncachedPostgresThinningTests() : ThinningContract(new PostgresBackend(cacheBytes: 0, Sessions));

public sealed class PostgresThinningNodesTests : IDisposable
{
    private readonly PostgresBackend _backend = new(cacheBytes: 1 << 20, ThinningContract.Sessions);

    [Fact]
    public async Task Only_one_of_several_nodes_thins_at_a_time()
    {
        foreach (var id in new[] { "a", "b" })
        {
            var first = await _backend.Log.WriteAsync(Put("s", 1, None, "1", id));
            await _backend.Log.WriteAsync(Put("s", 2, On(first.ETag), "2", id));
        }

        _backend.Clock.Now += TimeSpan.FromHours(25);
        using var other = PostgresStore.Open(_backend.ConnectionString, 0, ThinningContract.Sessions, _backend.Clock);
        var policies = new HistoryPolicies(FrozenDictionary<string, HistoryPolicy>.Empty, HistoryPolicy.Default);
        await using (var pass = _backend.Thinner.ThinAsync(policies, CancellationToken.None).GetAsyncEnumerator())
        {
            Assert.True(await pass.MoveNextAsync());
            Assert.Equal(Key("a"), pass.Current.Document);
            Assert.Empty(await other.Thinner.ThinAsync(policies, CancellationToken.None).ToListAsync());
        }

        // The first node stopped, so the other one continues.
        var rest = await other.Thinner.ThinAsync(policies, CancellationToken.None).ToListAsync();
        Assert.Equal([Key("b")], rest.Select(slice => slice.Document!.Value));
    }

    public void Dispose() => _backend.Dispose();
}
