using System.Net;
using System.Text;
using Microsoft.Data.Sqlite;
using SyncServer.Tests.Administration;

namespace SyncServer.Tests.Running;

/// <summary>The commands <c>erase-document</c>, <c>erase-version</c> and <c>erase-user</c> on a SQLite file.</summary>
public sealed class EraseTests : IDisposable
{
    private const string Note = "/v1/notes/note";
    private const string Diary = "/v1/diaries/diary";
    private const string PrivateDiaries = "--Sync:Collections:diaries:Access=private";
    private const string LongWindow = "--Sync:Defaults:Window=01:00:00";
    private readonly TempDirectory _data = new();

    private string DataFile => Path.Combine(_data.FullPath, "sync.db");

    [Fact]
    public async Task An_erased_document_leaves_a_tombstone_and_no_word_in_the_files()
    {
        Caller amy;
        await using (var server = await ServerProcess.StartAsync(_data.FullPath))
        {
            amy = (await Caller.SignInAsync(Wire.Connect(server.Url), "Amy")).Tab();
            await SaveAsync(amy, Note, 30);
            var refused = await RunAsync("erase-document", "notes", "note");
            Assert.Equal(1, refused.ExitCode);
            Assert.Single(refused.Errors.Trim().Split('\n'));
            Assert.Equal(0, await server.StopAsync());
        }

        Assert.True(Contains(Word(29)));
        Assert.Equal(0, (await RunAsync("erase-document", "notes", "note")).ExitCode);
        Assert.Equal(0, (await RunAsync("erase-document", "notes", "note")).ExitCode);
        Assert.Equal(1, (await RunAsync("erase-document", "notes", "other")).ExitCode);
        Assert.False(Contains(Word(29)));
        Assert.False(Contains(Word(30)));

        await using var again = await ServerProcess.StartAsync(_data.FullPath);
        amy = amy with { Http = Wire.Connect(again.Url) };
        (await amy.Get(Note)).Is(HttpStatusCode.Gone);
        (await amy.Get($"{Note}/revisions/29")).Is(HttpStatusCode.NotFound);
        (await amy.Create(Note, TextOf(1)).Sequence(1)).Refused("already-exists");
    }

    [Fact]
    public async Task Erasing_that_is_killed_is_completed_by_the_next_run()
    {
        await using (var server = await ServerProcess.StartAsync(_data.FullPath))
        {
            var amy = (await Caller.SignInAsync(Wire.Connect(server.Url), "Amy")).Tab();
            await SaveAsync(amy, Note, 2);
            Assert.Equal(0, await server.StopAsync());
        }

        MakeLong(versions: 200_000);
        for (var runs = 0; runs < 3; runs++)
        {
            var deleted = runs * 2_000;
            Assert.True(await ServerProcess.RunUntilAsync(
                () => Task.FromResult(Count("SELECT 200000 - COUNT(*) FROM revisions") > deleted), "erase-document", "notes", "note", Connection));
            Assert.Equal("ok", Scalar("PRAGMA integrity_check"));
        }

        Assert.Equal(0, (await RunAsync("erase-document", "notes", "note")).ExitCode);
        Assert.Equal(1, Count("SELECT COUNT(*) FROM revisions"));
        Assert.False(Contains(Word(2)));
    }

    [Fact]
    public async Task An_erased_version_is_not_found_and_the_repeat_of_its_save_is_refused()
    {
        Caller amy;
        Answer first;
        await using (var server = await ServerProcess.StartAsync(_data.FullPath, LongWindow))
        {
            amy = (await Caller.SignInAsync(Wire.Connect(server.Url), "Amy")).Tab();
            first = await SaveAsync(amy, Note, 5);
            Assert.Equal(0, await server.StopAsync());
        }

        Assert.Empty((await RunAsync("erase-version", "notes", "note", "4")).Errors);
        Assert.Empty((await RunAsync("erase-version", "notes", "note", "3")).Errors);
        Assert.Contains("newest", (await RunAsync("erase-version", "notes", "note", "5")).Errors, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync("erase-version", "notes", "note", "3")).ExitCode);
        Assert.False(Contains(Word(3)));
        Assert.True(Contains(Word(5)));

        await using var again = await ServerProcess.StartAsync(_data.FullPath, LongWindow);
        amy = amy with { Http = Wire.Connect(again.Url) };
        Assert.Equal([5, 2, 1], (await amy.RevisionsAsync(Note)).Select(revision => revision.GetProperty("version").GetInt32()));
        Assert.Equal(TextOf(5), (await amy.Get(Note)).Is(HttpStatusCode.OK).Text);
        (await amy.Put(Note, TextOf(3)).On(first).Sequence(3)).Refused("sequence-too-old");
        (await amy.Put(Note, TextOf(2)).On(first).Sequence(2)).Saved("replayed", 2);
        (await amy.Put(Note, TextOf(6)).On(first).Sequence(6)).Saved("session", 6);
    }

    [Fact]
    public async Task An_erased_user_has_no_private_documents_and_no_name_in_shared_ones()
    {
        string amyId;
        Caller amy;
        await using (var server = await ServerProcess.StartAsync(_data.FullPath, PrivateDiaries))
        {
            amy = (await Caller.SignInAsync(Wire.Connect(server.Url), "Amelia Pond")).Tab();
            amyId = await amy.IdAsync();
            var bob = await Caller.SignInAsync(Wire.Connect(server.Url), "Bob");
            await SaveAsync(amy, Note, 3);
            await SaveAsync(amy, Diary, 3);
            await SaveAsync(amy, "/v1/diaries/together", 1);
            (await amy.Send("PUT", $"/v1/diaries/together/access/{await bob.IdAsync()}").Json("""{"role":"editor"}""")).Is(HttpStatusCode.NoContent);
            Assert.Equal(0, await server.StopAsync());
        }

        var erased = await RunAsync("erase-user", amyId, PrivateDiaries);
        Assert.Equal(0, erased.ExitCode);
        Assert.Contains("/v1/diaries/together has no owner", erased.Output, StringComparison.Ordinal);
        Assert.Contains("1 private documents are erased", erased.Output, StringComparison.Ordinal);
        Assert.False(Contains("Amelia Pond"));
        Assert.False(Contains(amyId));

        await using var again = await ServerProcess.StartAsync(_data.FullPath, PrivateDiaries);
        var reader = await Caller.SignInAsync(Wire.Connect(again.Url), "Reader");
        Assert.Equal(TextOf(3), (await reader.Get(Note)).Is(HttpStatusCode.OK).Text);
        var revisions = await reader.RevisionsAsync(Note);
        Assert.All(revisions, revision => Assert.Equal("Deleted user", revision.GetProperty("savedBy").GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_private_document_of_a_collection_that_the_settings_do_not_name_any_more_is_erased_with_its_user()
    {
        string amyId;
        await using (var server = await ServerProcess.StartAsync(_data.FullPath, PrivateDiaries))
        {
            var amy = (await Caller.SignInAsync(Wire.Connect(server.Url), "Amelia Pond")).Tab();
            amyId = await amy.IdAsync();
            await SaveAsync(amy, Note, 1);
            await SaveAsync(amy, Diary, 2);
            Assert.Equal(0, await server.StopAsync());
        }

        Assert.Contains("1 private documents are erased", (await RunAsync("erase-user", amyId)).Output, StringComparison.Ordinal);
        Assert.False(Contains(Word(2)));
        Assert.True(Contains(Word(1)));
    }

    public void Dispose() => _data.Dispose();

    private string Connection => $"--ConnectionStrings:Documents=Data Source={DataFile}";

    /// <summary>A word of one version. It shares neither its first nor its last letter with the words beside it, so a splice contains the whole word.</summary>
    private static string Word(int version) => $"{(char)('a' + (version % 26))}{version:d7}{(char)('a' + (version * 7 % 26))}";

    private static string TextOf(int version) => $"\"A text that stays, {Word(version)} and its end.\"";

    private static async Task<Answer> SaveAsync(Caller amy, string path, int versions)
    {
        var first = (await amy.Create(path, TextOf(1)).Sequence(1)).Is(HttpStatusCode.Created);
        for (var n = 2; n <= versions; n++)
        {
            (await amy.Put(path, TextOf(n)).On(first).Sequence(n)).Is(HttpStatusCode.NoContent);
        }

        return first;
    }

    /// <summary>Copies the newest version many times, as a user could not within the time of a test.</summary>
    private void MakeLong(int versions)
    {
        var columns = Scalar("SELECT group_concat(name) FROM pragma_table_info('revisions') WHERE name NOT IN ('position', 'version', 'snapshot')");
        Scalar($"""
            INSERT INTO revisions (version, snapshot, {columns})
            WITH RECURSIVE n(v) AS (SELECT 3 UNION ALL SELECT v + 1 FROM n WHERE v < {versions}) SELECT v, v, {columns} FROM n, revisions WHERE version = 1 AND doc = 1
            """);
    }

    private bool Contains(string word) => Directory.GetFiles(_data.FullPath).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
        .Any(file => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) >= 0);

    private long Count(string sql) => (long)Scalar(sql)!;

    private object? Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={DataFile};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] words) => ProgramCommand.RunAsync("", [.. words, Connection]);
}
