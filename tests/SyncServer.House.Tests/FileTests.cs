using SyncServer.Testing;

namespace SyncServer.House.Tests;

/// <summary>The size of files, and the layout of the repository.</summary>
public sealed class FileTests
{
    [Theory]
    [InlineData("src", "*.cs")]
    [InlineData("src", "*.js")]
    [InlineData("tests", "*.cs")]
    [InlineData("load", "*.cs")]
    public void A_file_has_at_most_300_lines(string folder, string pattern) =>
        Assert.All(Sources.Under(folder, pattern), file => Assert.True(File.ReadLines(file).Count() <= 300, $"{file} is longer than 300 lines"));

    [Fact]
    public void The_root_has_only_the_allowed_entries()
    {
        string[] allowed = ["src", "tests", "load", "SyncServer.sln", "Dockerfile", "README.md", "LICENSE", "compose.yaml"];
        Assert.All(Directory.EnumerateFileSystemEntries(ServerProcess.RepositoryRoot).Select(e => Path.GetFileName(e)!), name =>
            Assert.True(allowed.Contains(name) || name.StartsWith('.') || (name.StartsWith("Directory.", StringComparison.Ordinal) && name.EndsWith(".props", StringComparison.Ordinal)), name));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(ServerProcess.RepositoryRoot, "SyncServer.sln")).Replace('\\', '/');
        foreach (var folder in new[] { "src", "tests", "load" })
        {
            Assert.All(Sources.Under(folder, "*.csproj"), project => Assert.Contains(Path.GetRelativePath(ServerProcess.RepositoryRoot, project), solution));
        }
    }
}
