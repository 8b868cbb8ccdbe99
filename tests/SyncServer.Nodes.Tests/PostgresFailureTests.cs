using System.Net;
using Xunit.Abstractions;

namespace SyncServer.Nodes.Tests;

/// <summary>
/// PostgreSQL fails under load: saves get 503 with Retry-After, never 500 and never no response. No acknowledged save is lost,
/// no save is stored twice, and the nodes recover by themselves.
/// </summary>
[Collection(ClusterCollection.Name)]
public sealed class PostgresFailureTests(Cluster cluster, ITestOutputHelper output)
{
    [Fact]
    public async Task PostgreSQL_is_killed_and_restarted()
    {
        await using var crew = await StartCrewAsync();
        await cluster.Postgres.KillAsync();
        try
        {
            await crew.HoldsAsync(() => crew.Unavailable >= 20, "saves are refused with 503");
            foreach (var node in cluster.Urls)
            {
                var anyone = new Caller(Wire.Connect(node), Token: null);
                await Eventually.HoldsAsync(async () => (await anyone.Get("/readyz")).Status is HttpStatusCode.ServiceUnavailable, "the node is not ready");
                (await anyone.Get("/healthz")).Is(HttpStatusCode.OK);
            }
        }
        finally
        {
            await cluster.Postgres.RestartAsync();
        }

        await crew.SaveAsync(200);
        await crew.StopAndCheckAsync(await cluster.SignInAsync());
        await BothAreReadyAsync();
    }

    [Fact]
    public async Task Connections_are_terminated_repeatedly()
    {
        await using var crew = await StartCrewAsync();
        var cut = 0;
        for (var times = 0; times < 10; times++)
        {
            cut += await cluster.Postgres.TerminateConnectionsAsync();
            await crew.SaveAsync(20);
        }

        output.WriteLine($"{cut} cut, {crew.Unavailable} times 503");
        Assert.True(cut >= 10);
        await crew.StopAndCheckAsync(await cluster.SignInAsync());
        await BothAreReadyAsync();
    }

    [Fact]
    public async Task PostgreSQL_is_frozen_and_resumed()
    {
        await using var crew = await StartCrewAsync();
        cluster.Postgres.Freeze();
        try
        {
            // All ten writers: one without a response would time out.
            var before = crew.Unavailable;
            await crew.HoldsAsync(() => crew.Unavailable >= before + 10, "saves are refused with 503");
        }
        finally
        {
            cluster.Postgres.Thaw();
        }

        await crew.SaveAsync(200);
        await crew.StopAndCheckAsync(await cluster.SignInAsync());
        await BothAreReadyAsync();
    }

    [Fact]
    public async Task PostgreSQL_only_reads_for_a_while()
    {
        var database = cluster.Documents.Split("Database=")[1].Split(';')[0];
        await using var crew = await StartCrewAsync();
        await cluster.Postgres.QueryAsync("postgres", $"alter database {database} set default_transaction_read_only = on");
        try
        {
            await cluster.Postgres.TerminateConnectionsAsync();
            await crew.HoldsAsync(() => crew.Unavailable >= 20, "saves are refused with 503");
            foreach (var node in cluster.Urls)
            {
                var anyone = new Caller(Wire.Connect(node), Token: null);
                await Eventually.HoldsAsync(async () => (await anyone.Get("/readyz")).Status is HttpStatusCode.ServiceUnavailable, "the node is not ready");
            }
        }
        finally
        {
            await cluster.Postgres.QueryAsync("postgres", $"alter database {database} reset default_transaction_read_only");
        }

        // Pooled sessions that were opened while the database was read-only stay read-only.
        await crew.SaveAsync(200);
        await crew.StopAndCheckAsync(await cluster.SignInAsync());
        await BothAreReadyAsync();
    }

    private async Task<Crew> StartCrewAsync()
    {
        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        return await Crew.StartAsync(await cluster.SignInAsync(), new Random(seed));
    }

    private async Task BothAreReadyAsync()
    {
        foreach (var node in cluster.Urls)
        {
            (await new Caller(Wire.Connect(node), Token: null).Get("/readyz")).Is(HttpStatusCode.OK);
        }
    }
}
