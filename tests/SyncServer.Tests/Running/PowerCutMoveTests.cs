using SyncServer.Core.Documents;
using SyncServer.Testing.PowerCut;
using Xunit.Abstractions;

namespace SyncServer.Tests.Running;

/// <summary>A power cut during an import or a copy. What is left of the new database is whole, or no server starts on it and the repeated command completes it.</summary>
[Trait("Store", "Sqlite")]
public sealed class PowerCutMoveTests(ITestOutputHelper output)
{
    private static readonly Survival[] Survivals = Enum.GetValues<Survival>();

    [Theory]
    [InlineData("import")]
    [InlineData("copy")]
    public async Task What_a_power_cut_leaves_is_whole_or_not_used(string command)
    {
        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var source = new MovedStore();
        var from = source.Sqlite("from.db");
        await MovedStore.FillAsync(from, documents: 100, bytes: 20_000);
        var all = await MovedStore.ReadAsync(from);
        await MovedStore.RunAsync(from, "export", source.PathOf("archive"));
        var directory = new TempDirectory();
        File.Copy(source.PathOf("from.db"), Path.Combine(directory.FullPath, "from.db"));
        using var disk = await RecordedDisk.InAsync(directory);
        await MoveAsync(disk.Environment, disk.FullPath);
        var moments = disk.Moments;
        var unused = 0;
        // Half of them near the end, where the new database becomes complete.
        foreach (var moment in Enumerable.Range(0, 2 * RandomRuns.Times).Select(i => moments[i % 2 is 0 ? random.Next(moments.Count) : ^random.Next(1, 40)]).Append(disk.Position))
        {
            using var cut = new TempDirectory();
            // The command has said that it is done, so nothing may depend on what was not synced.
            var survival = moment == disk.Position ? Survival.Nothing : Survivals[random.Next(Survivals.Length)];
            disk.At([moment], _ => true).Single().WriteTo(cut.FullPath, random, survival);
            var found = await FindAsync(cut.FullPath, "to.db");
            if (moment < disk.Position && found is not { Count: > 0 })
            {
                await MoveAsync([], cut.FullPath);
                found = await FindAsync(cut.FullPath, "to.db");
                unused++;
            }

            Assert.Equal(all, found);
            // No server starts on both.
            Assert.Equal(command is "copy" ? null : all, await FindAsync(cut.FullPath, "from.db"));
        }

        output.WriteLine($"{unused} were not complete");

        async Task MoveAsync(Dictionary<string, string> environment, string folder)
        {
            string[] words = command is "import"
                ? ["import", source.PathOf("archive"), On(folder, "to.db")]
                : ["copy", "--to", $"Data Source={Path.Combine(folder, "to.db")}", On(folder, "from.db")];
            var (exitCode, _, errors) = await ServerProcess.RunAsync(environment, words);
            Assert.True(exitCode is 0, errors);
        }
    }

    private static string On(string folder, string name) => MovedStore.On($"Data Source={Path.Combine(folder, name)}");

    /// <summary>All versions that a server finds; null if it does not start.</summary>
    private static async Task<List<string>?> FindAsync(string folder, string name)
    {
        try
        {
            return await MovedStore.ReadAsync($"Data Source={Path.Combine(folder, name)}");
        }
        catch (Exception e) when (e is UnfinishedImportException or CopiedDatabaseException)
        {
            return null;
        }
    }
}
