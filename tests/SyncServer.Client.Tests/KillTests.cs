using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace SyncServer.Client.Tests;

/// <summary>A program that is killed while it saves, online and offline, and what the next one finds.</summary>
[Collection(nameof(RealServer))]
public sealed class KillTests(RealServer server)
{
    [Fact]
    public async Task A_change_in_a_draft_survives_every_kill()
    {
        using var directory = new TempDirectory();
        var id = $"kill-{Guid.NewGuid():n}";
        var last = 0;
        foreach (var online in (bool[])[true, false, true, false])
        {
            last = await TypeAsync(directory.FullPath, id, online, last);
        }

        using var drafts = new FileDraftStore(directory.FullPath);
        using var http = new HttpClient { BaseAddress = server.Url };
        using var client = new SyncClient(http, _ => new(server.Amy.Token!), new SyncClientOptions { Drafts = drafts, User = KilledWriter.User });
        await using var document = await client.OpenAsync("notes", id);
        var survived = KilledWriter.Number(document.Content!);
        Assert.True(survived >= last, $"{survived} survived, {last} was in the draft");
        Assert.Equal(SyncState.Saved, (await document.FlushAsync()).State);
        Assert.Equal(survived, int.Parse((await server.Amy.Get($"/v1/notes/{id}")).Is(HttpStatusCode.OK).Text, CultureInfo.InvariantCulture));

        // Closing waits for the last write of the draft.
        await document.DisposeAsync();
        Assert.Empty(await drafts.ReadUnsavedAsync(KilledWriter.User, default).ToListAsync());
    }

    /// <summary>Runs the program for a while.</summary>
    /// <returns>The last number that it printed.</returns>
    private async Task<int> TypeAsync(string directory, string id, bool online, int before)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[typeof(KilledWriter).Assembly.Location, server.Url.ToString(), server.Amy.Token!, directory, id, $"{online}"])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var last = before;
        for (var lines = Random.Shared.Next(20, 60); lines > 0; lines--)
        {
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) ?? throw new InvalidOperationException("The writer has ended.");
            Assert.True(int.Parse(line, CultureInfo.InvariantCulture) > last, $"{line} after {last}");
            last = int.Parse(line, CultureInfo.InvariantCulture);
        }

        process.Kill();
        await process.WaitForExitAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            last = int.Parse(line, CultureInfo.InvariantCulture);
        }

        return last;
    }
}
