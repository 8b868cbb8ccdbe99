namespace SyncServer.Tests.Live;

/// <summary>A backup of the SQLite file is restored, and the log diverges (docs/protocol.md, section 9).</summary>
[Trait("Store", "Sqlite")]
public sealed class RestoredFeedTests : IDisposable
{
    private readonly TempDirectory _data = new();

    [Fact]
    public async Task A_cursor_of_the_lost_part_stays_410_and_resets_a_stream()
    {
        var (kept, lost) = ("", "");
        await ServeAsync(async amy =>
        {
            await amy.Create("/v1/notes/kept", "1");
            kept = await amy.NowAsync();
        });
        var file = Path.Combine(_data.FullPath, "sync.db");
        File.Copy(file, file + ".backup");
        await ServeAsync(async amy =>
        {
            await amy.Create("/v1/notes/lost", "1");
            lost = await amy.NowAsync();
        });
        File.Copy(file + ".backup", file, overwrite: true);

        await ServeAsync(CheckAsync);
        await ServeAsync(async amy =>
        {
            await amy.Create("/v1/notes/found", "1");
            await amy.Create("/v1/notes/found-too", "1");
            await CheckAsync(amy);
        });

        async Task CheckAsync(Caller amy)
        {
            (await amy.Get("/v1/changes?since=" + lost)).Refused("gone");
            await amy.AllChangesAsync(kept);
            await using var listener = await EventListener.OpenAsync(amy, lastEventId: lost);
            var reset = (await listener.NextAsync())!;
            Assert.Equal(("reset", reset.Data.Cursor()), (reset.Name, reset.Id));
            Assert.Equal(await amy.NowAsync(), reset.Id);
        }
    }

    public void Dispose() => _data.Dispose();

    private async Task ServeAsync(Func<Caller, Task> work)
    {
        await using var app = new SyncApp { DataDirectory = _data.FullPath };
        await work(await app.SignInAsync());
    }
}
