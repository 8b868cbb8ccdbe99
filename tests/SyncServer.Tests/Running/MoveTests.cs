using System.Net;

namespace SyncServer.Tests.Running;

/// <summary>Commands that move data between databases and archives, with running servers, and killed at any time.</summary>
public sealed class MoveTests : IDisposable
{
    private const int Documents = 400;
    private const int Bytes = 20_000;

    private readonly MovedStore _store = new();

    private string Archive => _store.PathOf("archive");

    private string From => _store.Sqlite("from.db");

    [Fact]
    public async Task A_client_goes_on_after_a_copy_to_PostgreSQL_and_back()
    {
        const string Note = "/v1/notes/plan";
        var postgres = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        Caller amy;
        Answer third;
        string revisions;
        await using (var server = await _store.StartAsync(From))
        {
            amy = (await Caller.SignInAsync(Wire.Connect(server.Url), "Amy")).Tab();
            var first = (await amy.Create(Note, "1").Sequence(1)).Saved("created", 1);
            (await amy.Put(Note, "2").On(first).Sequence(2)).Saved("verified", 2);
            third = (await amy.Put(Note, "3").On(first).Sequence(3)).Saved("session", 3);
            (await amy.Tab().Put(Note, "4").On(first)).Refused("edit-conflict");
            (await amy.Create("/v1/notes/gone", "1")).Is(HttpStatusCode.Created);
            (await amy.Delete("/v1/notes/gone").On(await amy.Get("/v1/notes/gone"))).Is(HttpStatusCode.NoContent);
            Assert.Contains("Another SyncServer process is using", await MovedStore.RefuseAsync(From, "copy", "--to", postgres), StringComparison.Ordinal);
            revisions = (await amy.Get($"{Note}/revisions")).Is(HttpStatusCode.OK).Text;
            Assert.Equal(0, await server.StopAsync());
        }

        Assert.Contains("Run the server on test", (await MovedStore.RunAsync(From, "copy", "--to", postgres)).Trim().Split('\n')[^1], StringComparison.Ordinal);
        var closed = await Assert.ThrowsAsync<ServerEndedException>(() => _store.StartAsync(From));
        Assert.Contains("was copied to test", Assert.Single(closed.Output.Trim().Split('\n')), StringComparison.Ordinal);
        Answer fourth;
        await using (var server = await _store.StartAsync(postgres))
        {
            amy = amy with { Http = Wire.Connect(server.Url) };
            Assert.Equal(revisions, (await amy.Get($"{Note}/revisions")).Is(HttpStatusCode.OK).Text);
            Assert.Equal("replayed", (await amy.Put(Note, "3").On(third).Sequence(3)).Is(HttpStatusCode.NoContent).Outcome);
            // The save in flight names the old version, and is sent twice.
            fourth = (await amy.Put(Note, "5").On(third).Sequence(4)).Saved("verified", 4);
            Assert.Equal("replayed", (await amy.Put(Note, "5").On(third).Sequence(4)).Is(HttpStatusCode.NoContent).Outcome);
            Assert.Contains("Stop it first", await MovedStore.RefuseAsync(postgres, "copy", "--to", _store.Sqlite("back.db")), StringComparison.Ordinal);
            revisions = (await amy.Get($"{Note}/revisions")).Is(HttpStatusCode.OK).Text;
            Assert.Equal(0, await server.StopAsync());
        }

        await MovedStore.RunAsync(postgres, "check");
        await MovedStore.RunAsync(postgres, "copy", "--to", _store.Sqlite("back.db"));
        await MovedStore.RunAsync(_store.Sqlite("back.db"), "check");
        await using (var server = await _store.StartAsync(_store.Sqlite("back.db")))
        {
            amy = amy with { Http = Wire.Connect(server.Url) };
            Assert.Equal(revisions, (await amy.Get($"{Note}/revisions")).Is(HttpStatusCode.OK).Text);
            Assert.Single(await amy.ConflictsAsync(Note));
            (await amy.Get("/v1/notes/gone")).Is(HttpStatusCode.Gone);
            Assert.Equal("replayed", (await amy.Put(Note, "5").On(third).Sequence(4)).Is(HttpStatusCode.NoContent).Outcome);
            (await amy.Put(Note, "6").On(fourth).Sequence(5)).Saved("verified", 5);
        }
    }

    [Fact]
    public async Task An_export_of_a_server_that_is_saving_has_every_save_before_it()
    {
        await using var server = await _store.StartAsync(From);
        var http = Wire.Connect(server.Url);
        var amy = await Caller.SignInAsync(http, "Amy");
        var writers = Enumerable.Range(0, 6).Select(i => new KillWriter(amy.Tab(), $"/v1/notes/doc-{i % 4}", new Random(i))).ToList();
        foreach (var writer in writers)
        {
            await writer.ReconnectAsync(http);
        }

        var saves = 0;
        var work = writers.ConvertAll(writer => writer.RunAsync(() => Interlocked.Increment(ref saves)));
        await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref saves) > 300), "enough is saved");
        var before = writers.ConvertAll(writer => (writer.Document, Saves: writer.Acknowledged.ToArray()));
        await MovedStore.RunAsync(From, "export", Archive);
        await MovedStore.RunAsync(From, "check");
        await server.KillAsync();
        await Task.WhenAll(work);

        var to = _store.Sqlite("to.db");
        await MovedStore.RunAsync(to, "import", Archive);
        await MovedStore.RunAsync(to, "check");
        await using var other = await _store.StartAsync(to);
        amy = amy with { Http = Wire.Connect(other.Url) };
        foreach (var (document, acknowledged) in before)
        {
            foreach (var (version, body) in acknowledged)
            {
                Assert.Equal(body, (await amy.Get($"{document}/revisions/{version}")).Is(HttpStatusCode.OK).Text);
            }
        }
    }

    [Fact]
    public async Task A_killed_export_continues()
    {
        await MovedStore.FillAsync(From, Documents, Bytes);
        var size = "--part-size=1";
        while (!await ServerProcess.RunUntilAsync(() => Task.FromResult(File.Exists(Path.Combine(Archive, "documents-000003.ndjson"))), "export", Archive, size, MovedStore.On(From)))
        {
            // It was faster than this test.
            Directory.Delete(Archive, recursive: true);
        }

        var to = _store.Sqlite("to.db");
        Assert.Contains("not complete", await MovedStore.RefuseAsync(to, "import", Archive), StringComparison.Ordinal);
        var first = File.GetLastWriteTimeUtc(Path.Combine(Archive, "documents-000001.ndjson"));
        await MovedStore.RunAsync(From, "export", Archive, size);
        Assert.Equal(first, File.GetLastWriteTimeUtc(Path.Combine(Archive, "documents-000001.ndjson")));
        await MovedStore.RunAsync(to, "import", Archive);
        Assert.Equal(await MovedStore.ReadAsync(From), await MovedStore.ReadAsync(to));
    }

    [Fact]
    public async Task A_killed_import_continues()
    {
        await MovedStore.FillAsync(From, Documents, Bytes);
        await MovedStore.RunAsync(From, "export", Archive + ".zip");
        var to = _store.Sqlite("to.db");
        await KillAsync(to, "import", Archive + ".zip");
        await MovedStore.RunAsync(to, "import", Archive + ".zip");
        await MovedStore.RunAsync(to, "check");
        Assert.Equal(await MovedStore.ReadAsync(From), await MovedStore.ReadAsync(to));
        Assert.Contains("not empty", await MovedStore.RefuseAsync(to, "import", Archive + ".zip"), StringComparison.Ordinal);

        async Task KillAsync(string target, params string[] words)
        {
            while (!await ServerProcess.RunUntilAsync(() => Task.FromResult(new FileInfo(_store.PathOf("to.db")) is { Exists: true, Length: > 5_000_000 }), [.. words, MovedStore.On(target)]))
            {
                File.Delete(_store.PathOf("to.db"));
            }

            var refusal = await Assert.ThrowsAsync<ServerEndedException>(() => _store.StartAsync(target));
            Assert.Contains("is not complete", Assert.Single(refusal.Output.Trim().Split('\n')), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_killed_copy_to_PostgreSQL_continues()
    {
        await MovedStore.FillAsync(From, Documents, Bytes);
        var server = await PostgresServer.SharedAsync();
        string to;
        do
        {
            to = await server.CreateDatabaseAsync();
        }
        while (!await ServerProcess.RunUntilAsync(
            async () => int.Parse(await server.QueryAsync(to, "select coalesce((select n_live_tup + 1 from pg_stat_user_tables where relname = 'revisions'), 0)")) > 0
                && int.Parse(await server.QueryAsync(to, "select count(*) from revisions")) > 50,
            "copy", "--to", to, MovedStore.On(From)));

        var refusal = await Assert.ThrowsAsync<ServerEndedException>(() => _store.StartAsync(to));
        Assert.Contains("is not complete", Assert.Single(refusal.Output.Trim().Split('\n'), line => !line.Contains(" info: ", StringComparison.Ordinal)), StringComparison.Ordinal);
        await MovedStore.RunAsync(From, "copy", "--to", to);
        await MovedStore.RunAsync(to, "check");
        Assert.Contains("again", await MovedStore.RunAsync(From, "reopen"), StringComparison.Ordinal);
        Assert.Equal(await MovedStore.ReadAsync(From), await MovedStore.ReadAsync(to));
    }

    public void Dispose() => _store.Dispose();
}
