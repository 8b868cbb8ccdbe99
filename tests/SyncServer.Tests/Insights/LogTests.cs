namespace SyncServer.Tests.Insights;

/// <summary>The log output of the server.</summary>
public sealed class LogTests
{
    [Fact]
    public async Task A_conflict_is_one_log_line_with_its_collection_and_count()
    {
        using var data = new TempDirectory();
        await using var server = await ServerProcess.StartAsync(data.FullPath);
        var amy = (await Caller.SignInAsync(Wire.Connect(server.Url), "Amy Peters")).In("session-of-amy-1");
        var first = (await amy.Create("/v1/notes/plan", """{"word":"lighthouse"}""").Sequence(1)).Saved("created", 1);
        (await amy.Put("/v1/notes/plan", """{"word":"harbour"}""").On(first).Sequence(2)).Saved("verified", 2);
        for (var i = 0; i < 30; i++)
        {
            (await amy.In($"session-of-bob-{i}").Put("/v1/notes/plan", """{"word":"cliff"}""").On(first).Sequence(1)).Refused("edit-conflict");
        }

        await Eventually.HoldsAsync(() => Task.FromResult(server.Output.Contains("Conflict in notes", StringComparison.Ordinal)), "the conflict is logged");
        var lines = server.Output.Split('\n').Where(line => line.Contains("Conflict in", StringComparison.Ordinal)).ToList();
        Assert.Contains("/v1/notes/plan edit-conflict, self False, base 1, head 2; 1 in this collection in the last hour", lines[0]);
        Assert.All(lines, line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info: SyncServer.Insights.ConflictCounts\[\d+\] Conflict in notes: ", line));
        foreach (var secret in (string[])["session-of", "lighthouse", "harbour", "cliff", amy.Token!, "Peters"])
        {
            Assert.DoesNotContain(secret, server.Output);
        }
    }
}
