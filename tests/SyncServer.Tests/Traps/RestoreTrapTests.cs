using System.Net;

namespace SyncServer.Tests.Traps;

/// <summary>Trap 8: a backup is restored, and the history diverges.</summary>
[Trait("Store", "Sqlite")]
public sealed class RestoreTrapTests : IDisposable
{
    private readonly TempDirectory _data = new();
    private readonly TempDirectory _backup = new();
    private readonly string _note = SyncApp.NewDocument();
    private Caller? _amy;

    [Fact]
    public async Task Trap08_RestoreOfABackup()
    {
        var common = await ServeAsync(async amy => [await amy.Create(_note, "0"), .. await SavesAsync(amy, 3, "common")]);
        Copy(_data, _backup);
        var lost = await ServeAsync(amy => SavesAsync(amy, 5, "lost"));
        Copy(_backup, _data);
        var found = await ServeAsync(amy => SavesAsync(amy, 5, "found"));

        Assert.Equal(lost.Select(answer => answer.Version), found.Select(answer => answer.Version));
        Assert.Empty(lost.Select(answer => answer.ETag).Intersect(found.Select(answer => answer.ETag)));
        await ServeAsync(async amy =>
        {
            foreach (var gone in lost)
            {
                (await amy.Put(_note, "1").On(gone)).Refused("edit-conflict");
                (await amy.Get(_note).Header("If-None-Match", gone.ETag!)).Is(HttpStatusCode.OK);
            }

            // Versions from before the backup are still known.
            Assert.Equal(common[^1].ETag, (await amy.Get(_note + "/revisions/4")).ETag);
            return [];
        });
    }

    public void Dispose()
    {
        _data.Dispose();
        _backup.Dispose();
    }

    private async Task<List<Answer>> SavesAsync(Caller amy, int count, string text)
    {
        var answers = new List<Answer>();
        for (var i = 0; i < count; i++)
        {
            answers.Add((await amy.Put(_note, $"\"{text} {i}\"").On(await amy.Get(_note))).Is(HttpStatusCode.NoContent));
        }

        return answers;
    }

    private async Task<List<Answer>> ServeAsync(Func<Caller, Task<List<Answer>>> work)
    {
        await using var server = await ServerProcess.StartAsync(_data.FullPath);
        var http = Wire.Connect(server.Url);
        _amy = _amy is { } amy ? amy with { Http = http } : await Caller.SignInAsync(http, "Amy");
        var answers = await work(_amy);
        await server.StopAsync();
        return answers;
    }

    /// <summary>Copies the database files only: keys are not part of the history.</summary>
    private static void Copy(TempDirectory from, TempDirectory to)
    {
        foreach (var old in Directory.GetFiles(to.FullPath, "sync.db*"))
        {
            File.Delete(old);
        }

        foreach (var file in Directory.GetFiles(from.FullPath, "sync.db*"))
        {
            File.Copy(file, Path.Combine(to.FullPath, Path.GetFileName(file)));
        }
    }
}
