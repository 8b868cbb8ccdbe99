using System.Net;
using SyncServer.Testing.Racing;
using Xunit.Abstractions;

namespace SyncServer.Nodes.Tests;

/// <summary>Saves and reads go through PgBouncer in transaction mode, which keeps no setting of a session and no prepared statement.</summary>
[Collection(ClusterCollection.Name)]
public sealed class PoolerTests(Cluster cluster, ITestOutputHelper output) : IAsyncLifetime
{
    private readonly TempDirectory _directory = new();
    private readonly List<ServerProcess> _nodes = [];
    private PgBouncer _bouncer = null!;
    private string _direct = null!;
    private string _database = null!;

    [Fact]
    public async Task Two_nodes_race_through_the_pooler()
    {
        await SetSearchPathAsync();
        // What a transaction of a save is written with, whatever the default of the database.
        await QueryAsync($"alter database {_database} set synchronous_commit = off");
        var nodes = await StartNodesAsync(Race.Settings);
        await QueryAsync("""
            create table public.seen (durable text);
            create function public.see() returns trigger language plpgsql as $$ begin insert into public.seen values (current_setting('synchronous_commit')); return null; end $$;
            create trigger see after insert on sync.revisions execute function public.see()
            """);

        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        var race = await Race.SetUpAsync(
            () => Wire.ConnectToAny(nodes), [Cluster.NewDocument(), Cluster.NewDocument("quick")], new Random(seed), 600 * RandomRuns.Times, TimeSpan.FromMinutes(1));
        await race.RunAsync();
        output.WriteLine(string.Join(", ", race.Outcomes.Select(pair => $"{pair.Key} {pair.Value}")));
        var amy = (await Caller.SignInAsync(Wire.Connect(nodes[0]), "Amy")).Tab();
        // No response is a 503.
        await race.CheckAsync(amy);
        Assert.Equal("on", await QueryAsync("select distinct durable from public.seen"));
    }

    [Fact]
    public async Task Reads_locks_and_messages_between_nodes_work_through_the_pooler()
    {
        await SetSearchPathAsync();
        var nodes = await StartNodesAsync();
        var amy = (await Caller.SignInAsync(Wire.Connect(nodes[0]), "Amy")).Tab();
        var onSecond = amy with { Http = Wire.Connect(nodes[1]) };
        await using var listener = await EventListener.OpenAsync(onSecond, "?collection=notes");
        for (var i = 1; i <= 30; i++)
        {
            var note = Cluster.NewDocument();
            (await amy.Create(note, "1")).Saved("created", 1);
            (await onSecond.Get(note)).Is(HttpStatusCode.OK);
            (await amy.Get("/v1/notes")).Is(HttpStatusCode.OK);
            (await onSecond.Get($"{note}/revisions")).Is(HttpStatusCode.OK);
            (await amy.Get("/v1/changes")).Is(HttpStatusCode.OK);
            var held = (await amy.Post($"{note}/locks").Json("""{"ttlSeconds":60}""")).Is(HttpStatusCode.Created).Json.GetProperty("lockId").GetString();
            (await onSecond.Get($"{note}/locks")).Is(HttpStatusCode.OK);
            // NOTIFY carries it: there is no Redis.
            Assert.Equal(note, (await listener.NextAsync("locked")).Path);
            (await amy.Delete($"{note}/locks/{held}")).Is(HttpStatusCode.NoContent);
            (await amy.Get("/readyz")).Is(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_database_that_was_replaced_behind_the_pooler_begins_a_new_history()
    {
        await SetSearchPathAsync();
        var amy = (await Caller.SignInAsync(Wire.Connect((await StartNodesAsync())[0]), "Amy")).Tab();
        var note = Cluster.NewDocument();
        var saved = (await amy.Create(note, "0")).Saved("created", 1);
        var before = await NewestEpochAsync();
        await cluster.Postgres.KillAsync();
        await cluster.Postgres.RestartAsync();
        await Eventually.HoldsAsync(async () => (await amy.Put(note, "1").On(saved)).Succeeded, "the document is saved");
        Assert.NotEqual(before, await NewestEpochAsync());
    }

    [Fact]
    public async Task Without_a_direct_connection_the_start_says_that_it_needs_one()
    {
        var refusal = await Assert.ThrowsAsync<ServerEndedException>(() => ServerProcess.StartAsync(_directory.FullPath, $"--ConnectionStrings:Documents={_bouncer.ConnectionStringOf(_database)}"));
        var line = Assert.Single(refusal.Output.Trim().Split('\n'), line => !line.Contains(" info: ", StringComparison.Ordinal));
        Assert.Contains("ConnectionStrings:DocumentsDirect", line, StringComparison.Ordinal);
        Assert.Contains("unsupported startup parameter", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pooler_that_ignores_the_settings_of_a_session_is_noticed()
    {
        await using var lenient = await PgBouncer.StartAsync(cluster.Postgres, "ignore_startup_parameters = options, search_path");
        var refusal = await Assert.ThrowsAsync<ServerEndedException>(() => ServerProcess.StartAsync(_directory.FullPath, $"--ConnectionStrings:Documents={lenient.ConnectionStringOf(_database)}"));
        Assert.Contains("ConnectionStrings:DocumentsDirect", Assert.Single(refusal.Output.Trim().Split('\n'), line => !line.Contains(" info: ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_search_path_of_the_role_the_start_says_how_to_set_it()
    {
        var refusal = await Assert.ThrowsAsync<ServerEndedException>(() => StartNodesAsync());
        Assert.Contains("ALTER ROLE postgres SET search_path = sync", refusal.Output.Trim().Split('\n')[^1], StringComparison.Ordinal);
    }

    public async Task InitializeAsync()
    {
        _direct = (await cluster.Postgres.CreateDatabaseAsync()).Split(";Search Path")[0];
        _database = _direct.Split("Database=")[1].Split(';')[0];
        _bouncer = await PgBouncer.StartAsync(cluster.Postgres);
    }

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await _bouncer.DisposeAsync();
        _directory.Dispose();
    }

    private Task<string> QueryAsync(string sql) => cluster.Postgres.QueryAsync(_database, sql);

    private Task<string> NewestEpochAsync() => QueryAsync("select id from sync.epochs order by first desc limit 1");

    private Task<string> SetSearchPathAsync() => QueryAsync($"alter role postgres in database {_database} set search_path = sync");

    private async Task<Uri[]> StartNodesAsync(params string[] settings)
    {
        _nodes.AddRange(await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => ServerProcess.StartAsync(
            _directory.FullPath, [.. settings, $"--ConnectionStrings:Documents={_bouncer.ConnectionStringOf(_database)}", $"--ConnectionStrings:DocumentsDirect={_direct}"]))));
        return [_nodes[0].Url, _nodes[1].Url];
    }
}
