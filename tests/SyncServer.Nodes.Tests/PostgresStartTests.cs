using System.Net;

namespace SyncServer.Nodes.Tests;

/// <summary>What a start says about a PostgreSQL that cannot be used, and how it waits for a busy one.</summary>
[Collection(ClusterCollection.Name)]
public sealed class PostgresStartTests(Cluster cluster) : IDisposable
{
    private readonly TempDirectory _directory = new();

    [Fact]
    public async Task A_database_that_cannot_be_used_is_refused_with_one_line_that_has_the_reason()
    {
        var hosts = Path.Combine(_directory.FullPath, "pg_hba.conf");
        await File.WriteAllTextAsync(hosts, "host all postgres 127.0.0.1/32 trust\nhost all sync 127.0.0.1/32 scram-sha-256\n");
        await Tool.RunAsync("chmod", "-R", "a+rX", _directory.FullPath);
        await using var postgres = await PostgresServer.StartAsync($"hba_file={hosts}");
        await postgres.QueryAsync("postgres", "create role sync login password 'right'");
        var closed = FreePort.Next();

        await AssertRefusedAsync($"Host=127.0.0.1;Port={closed};Database=sync;Username=sync", "sync on 127.0.0.1:", "Connection refused");
        await AssertRefusedAsync($"Host=127.0.0.1:{closed},127.0.0.1:{postgres.Port};Database=sync;Username=postgres", "Connection refused", "database \"sync\" does not exist");
        await AssertRefusedAsync($"Host=no-such-host.invalid;Database=sync;Username=sync", "no-such-host.invalid");
        await AssertRefusedAsync(Connection("postgres", "sync") + ";Password=wrong", $"127.0.0.1:{postgres.Port}", "password authentication failed for user \"sync\"");
        await AssertRefusedAsync(Connection("postgres", "sync"), "password");
        await AssertRefusedAsync(Connection("missing", "postgres"), "database \"missing\" does not exist");
        await AssertRefusedAsync(Connection("postgres", "postgres") + ";SSL Mode=Require", "SSL");
        await AssertRefusedAsync(Connection("postgres", "other"), "no pg_hba.conf entry");
        await AssertRefusedAsync(Connection("postgres", "sync") + ";Password=right", "permission denied for database postgres");

        string Connection(string database, string user) => $"Host=127.0.0.1;Port={postgres.Port};Database={database};Username={user}";
    }

    [Fact]
    public async Task A_role_with_a_password_needs_no_more_than_a_schema_of_its_own()
    {
        var hosts = Path.Combine(_directory.FullPath, "pg_hba.conf");
        await File.WriteAllTextAsync(hosts, "host all postgres 127.0.0.1/32 trust\nhost all sync 127.0.0.1/32 scram-sha-256\n");
        await Tool.RunAsync("chmod", "-R", "a+rX", _directory.FullPath);
        await using var postgres = await PostgresServer.StartAsync($"hba_file={hosts}");
        await postgres.QueryAsync("postgres", "create role sync login password 'right'; create schema sync authorization sync");
        var documents = $"--ConnectionStrings:Documents=Host=127.0.0.1;Port={postgres.Port};Database=postgres;Username=sync;Password=right";
        await using var one = await ServerProcess.StartAsync(_directory.FullPath, documents);
        await using var other = await ServerProcess.StartAsync(_directory.FullPath, documents);

        // Without Redis, NOTIFY carries locks to the other node.
        var amy = (await Caller.SignInAsync(Wire.Connect(one.Url), "Amy")).Tab();
        await using var listener = await EventListener.OpenAsync(amy with { Http = Wire.Connect(other.Url) }, "?collection=notes");
        var note = Cluster.NewDocument();
        (await amy.Create(note, "1")).Saved("created", 1);
        (await amy.Post($"{note}/locks").Json("""{"ttlSeconds":60}""")).Is(HttpStatusCode.Created);
        Assert.Equal(note, (await listener.NextAsync("locked")).Path);
    }

    [Fact]
    public async Task Tables_of_another_application_are_refused()
    {
        var database = await cluster.Postgres.CreateDatabaseAsync();
        await cluster.Postgres.QueryAsync(database, "create schema sync; create table sync.documents (mine int)");
        await AssertRefusedAsync(database, "schema sync", "table documents", "another application");
        Assert.Equal("documents", await cluster.Postgres.QueryAsync(database, "select string_agg(tablename, ' ') from pg_tables where schemaname = 'sync'"));
    }

    [Theory]
    [InlineData("secrets")]
    [InlineData("migrations")]
    public async Task A_start_waits_for_a_lock_and_says_which_process_holds_it(string table)
    {
        var database = await cluster.Postgres.CopyDatabaseAsync();
        var holding = cluster.Postgres.QueryAsync(database, $"begin; lock table sync.{table}; select pg_sleep(600)");
        await HoldsAsync($"select count(*) from pg_locks where relation = 'sync.{table}'::regclass", "the lock is held");
        var starting = ServerProcess.StartAsync(_directory.FullPath, $"--ConnectionStrings:Documents={database}");
        // Longer than a save may take, and than the time of a report.
        await HoldsAsync("select count(*) from pg_stat_activity where application_name = 'syncserver start' and wait_event_type = 'Lock' and now() - query_start > '7 s'", "the start waits");
        await cluster.Postgres.QueryAsync("postgres", "select pg_terminate_backend(pid) from pg_stat_activity where query like 'begin; lock table%'");
        await Assert.ThrowsAsync<InvalidOperationException>(() => holding);
        await using var server = await starting;
        Assert.Matches(@"waiting for \d+ s, for a lock of the process \d+ \(psql\)", server.Output);
        (await (await Caller.SignInAsync(Wire.Connect(server.Url), "Amy")).Create(Cluster.NewDocument(), "1")).Is(HttpStatusCode.Created);

        Task HoldsAsync(string count, string what) => Eventually.HoldsAsync(async () => await cluster.Postgres.QueryAsync(database, count) is "1", what);
    }

    public void Dispose() => _directory.Dispose();

    private async Task AssertRefusedAsync(string documents, params string[] reasons)
    {
        var refusal = await Assert.ThrowsAsync<ServerEndedException>(() => ServerProcess.StartAsync(_directory.FullPath, $"--ConnectionStrings:Documents={documents}"));
        Assert.Equal(1, refusal.ExitCode);
        // On a slow machine the log says that it waits.
        var line = Assert.Single(refusal.Output.Trim().Split('\n'), line => !line.Contains(" info: ", StringComparison.Ordinal));
        Assert.All(reasons, reason => Assert.Contains(reason, line, StringComparison.Ordinal));
    }
}
