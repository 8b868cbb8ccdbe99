using System.Net;
using SyncServer.Tests.Administration;

namespace SyncServer.Tests.Running;

/// <summary>The command check finds what is damaged in a database, and backups of PostgreSQL are archives.</summary>
public sealed class CheckTests : IDisposable
{
    private readonly MovedStore _store = new();

    private string Database => _store.Sqlite("sync.db");

    [Theory]
    [InlineData("notes/doc-000000 version 2: ", "UPDATE revisions SET payload = x'00' WHERE version = 2 AND doc = 1")]
    [InlineData("notes/doc-000000: its row says that version 2 created it", "UPDATE documents SET created_version = 2 WHERE doc = 1")]
    [InlineData("notes/doc-000000: it has no versions", "DELETE FROM revisions WHERE doc = 1")]
    [InlineData("document number 1: its version 1 belongs to no document", "DELETE FROM documents WHERE doc = 1")]
    [InlineData("notes/none: the role of bob belongs to no document", "INSERT INTO roles (collection, id, user_id, role) VALUES ('notes', 'none', 'bob', 1)")]
    [InlineData("secrets: the secret of the session tags is missing", "DELETE FROM secrets WHERE name = 'session'")]
    public async Task A_fault_is_one_line_and_the_exit_code_is_2(string fault, string damage)
    {
        await MovedStore.FillAsync(Database, documents: 20, bytes: 100);
        Assert.Equal("20 documents, 60 versions, 0 faults.", (await MovedStore.RunAsync(Database, "check")).Trim());
        _store.Execute("sync.db", damage);
        var (exitCode, output, errors) = await ProgramCommand.RunAsync("", ["check", MovedStore.On(Database)]);
        Assert.Equal((2, ""), (exitCode, errors));
        Assert.Contains(output.Trim().Split('\n'), line => line.StartsWith(fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_damaged_file_is_found()
    {
        await MovedStore.FillAsync(Database, documents: 40, bytes: 2000);
        var bytes = await File.ReadAllBytesAsync(_store.PathOf("sync.db"));
        bytes.AsSpan(bytes.Length / 2, 20_000).Clear();
        await File.WriteAllBytesAsync(_store.PathOf("sync.db"), bytes);
        var (exitCode, output, errors) = await ProgramCommand.RunAsync("", ["check", MovedStore.On(Database)]);
        Assert.True(exitCode == 2, output + errors);
    }

    [Fact]
    public async Task A_damaged_document_is_not_copied()
    {
        await MovedStore.FillAsync(Database, documents: 20, bytes: 100);
        _store.Execute("sync.db", "UPDATE revisions SET payload = x'00' WHERE version = 2 AND doc = 5");
        Assert.Contains("notes/doc-000004 version 2", await MovedStore.RefuseAsync(Database, "copy", "--to", _store.Sqlite("to.db")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_database_and_an_archive_that_is_none_are_refused()
    {
        Assert.Contains("does not exist", await MovedStore.RefuseAsync(Database, "check"), StringComparison.Ordinal);
        Assert.Contains("does not exist", await MovedStore.RefuseAsync(Database, "export", _store.PathOf("archive")), StringComparison.Ordinal);
        Assert.Contains("manifest.json", await MovedStore.RefuseAsync(Database, "import", _store.Directory), StringComparison.Ordinal);
        await File.WriteAllTextAsync(_store.PathOf("text.zip"), "text");
        await MovedStore.RefuseAsync(Database, "import", _store.PathOf("text.zip"));
    }

    [Fact]
    public async Task A_backup_of_PostgreSQL_is_restored_into_an_empty_database()
    {
        var server = await PostgresServer.SharedAsync();
        var (from, to) = (await server.CreateDatabaseAsync(), await server.CreateDatabaseAsync());
        var file = _store.PathOf("backup.zip");
        Caller amy;
        await using (var node = await _store.StartAsync(from))
        {
            amy = (await Caller.SignInAsync(Wire.Connect(node.Url), "Amy")).Tab();
            (await amy.Create("/v1/notes/plan", "1").Sequence(1)).Is(HttpStatusCode.Created);
            await MovedStore.RunAsync(from, "backup", file);
            Assert.Contains("exists", await MovedStore.RefuseAsync(from, "backup", file), StringComparison.Ordinal);
            Assert.Contains("pg_restore", await MovedStore.RefuseAsync(from, "restore", _store.PathOf("backup.dump")), StringComparison.Ordinal);
        }

        Assert.Contains("not empty", await MovedStore.RefuseAsync(from, "restore", file), StringComparison.Ordinal);
        await MovedStore.RunAsync(to, "restore", file);
        await MovedStore.RunAsync(to, "check");
        await using var other = await _store.StartAsync(to);
        amy = amy with { Http = Wire.Connect(other.Url) };
        (await amy.Put("/v1/notes/plan", "2").On(await amy.Get("/v1/notes/plan")).Sequence(2)).Saved("verified", 2);
    }

    [Fact]
    public async Task Damage_in_PostgreSQL_is_found()
    {
        var server = await PostgresServer.SharedAsync();
        var database = await server.CreateDatabaseAsync();
        await MovedStore.FillAsync(database, documents: 20, bytes: 100);
        Assert.Equal("20 documents, 60 versions, 0 faults.", (await MovedStore.RunAsync(database, "check")).Trim());
        foreach (var (damage, fault) in ((string, string)[])
        [
            ("update documents set size = 7 where id = 'doc-000001'", "notes/doc-000001: its row does not equal its newest version 3"),
            ("update revisions set payload = 'x' where id = 'doc-000002' and version = 2", "notes/doc-000002 version 2: has 1 bytes"),
            ("delete from documents where id = 'doc-000003'", "notes/doc-000003: it has rows in revisions, but does not exist"),
            ("select setval('revisions_position_seq', 1)", "revisions_position_seq: its next number is not after the last position 60"),
        ])
        {
            await server.QueryAsync(database, damage);
            var (exitCode, output, errors) = await ProgramCommand.RunAsync("", ["check", MovedStore.On(database)]);
            Assert.Equal((2, ""), (exitCode, errors));
            Assert.Contains(output.Trim().Split('\n'), line => line.StartsWith(fault, StringComparison.Ordinal));
        }
    }

    public void Dispose() => _store.Dispose();
}
