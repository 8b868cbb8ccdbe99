using System.Text.RegularExpressions;
using SyncServer.Testing;

namespace SyncServer.House.Tests;

/// <summary>The allowed dependencies between projects and between the folders ("rooms") of the library. They point one way, so that a room can be read without the others.</summary>
public sealed partial class ArrowTests
{
    /// <summary>Each room and the SyncServer namespaces that it may use.</summary>
    public static TheoryData<string, string[]> Rooms { get; } = new()
    {
        { "SyncServer.Core", ["SyncServer.Core"] },
        { "SyncServer.Storage", ["SyncServer.Core", "SyncServer.Storage"] },
        { "SyncServer.Client", ["SyncServer.Client"] },
        { "SyncServer.Client.Extensions", ["SyncServer.Client"] },
        { "SyncServer.Client.Sqlite", ["SyncServer.Client"] },
        { "SyncServer.AspNetCore/Settings", ["SyncServer.Core"] },
        { "SyncServer.AspNetCore/Redis", ["SyncServer.Core", "SyncServer.Settings"] },
        { "SyncServer.AspNetCore/Insights", ["SyncServer.Core", "SyncServer.Settings"] },
        { "SyncServer.AspNetCore/Saving", ["SyncServer.Core", "SyncServer.Insights", "SyncServer.Settings"] },
        { "SyncServer.AspNetCore/Maintenance", ["SyncServer.Core", "SyncServer.Settings", "SyncServer.Storage"] },
        { "SyncServer.AspNetCore/Identity", ["SyncServer.Core", "SyncServer.Settings", "SyncServer.Storage"] },
        { "SyncServer.AspNetCore/Live", ["SyncServer.Core", "SyncServer.Identity", "SyncServer.Redis", "SyncServer.Storage"] },
        {
            "SyncServer.AspNetCore/Http",
            [
                "SyncServer.Core", "SyncServer.Identity", "SyncServer.Insights", "SyncServer.Live", "SyncServer.Redis", "SyncServer.Saving", "SyncServer.Settings",
                "SyncServer.Storage",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_only_the_allowed_namespaces(string room, string[] allowed)
    {
        foreach (var file in Sources.Under("src/" + room, "*.cs"))
        {
            var own = $"SyncServer.{room.Split('/', '.')[^1]}";
            Assert.All(Using.Matches(File.ReadAllText(file)).Select(m => m.Groups["used"].Value), used =>
                Assert.True(allowed.Append(own).Any(a => used == a || used.StartsWith(a + ".", StringComparison.Ordinal)), $"{file} uses {used}"));
        }
    }

    [Fact]
    public void The_core_references_only_the_text_diff_package_and_no_web_framework()
    {
        var project = File.ReadAllText(Path.Combine(ServerProcess.RepositoryRoot, "src/SyncServer.Core/SyncServer.Core.csproj"));
        Assert.Equal(["DiffPlex"], Package.Matches(project).Select(m => m.Groups["name"].Value));
        Assert.All(Sources.Under("src/SyncServer.Core", "*.cs"), file => Assert.DoesNotContain("using Microsoft.", File.ReadAllText(file)));
    }

    [Fact]
    public void Only_one_file_uses_the_text_diff_library() => Assert.Equal(
        ["PieceDiff.cs"],
        Sources.Under("src", "*.cs").Where(f => File.ReadAllText(f).Contains("DiffPlex", StringComparison.Ordinal)).Select(f => Path.GetFileName(f)));

    [Fact]
    public void Every_room_of_the_library_has_a_rule() =>
        Assert.All(Directory.GetDirectories(Path.Combine(ServerProcess.RepositoryRoot, "src/SyncServer.AspNetCore")).Where(d => Directory.GetFiles(d, "*.cs").Length > 0), directory =>
            Assert.Contains($"SyncServer.AspNetCore/{Path.GetFileName(directory)}", Rooms.Select(row => (string)row[0])));

    [Fact]
    public void Only_Http_uses_status_codes() =>
        Assert.All(Sources.Under("src", "*.cs").Where(f => !f.Contains("/Http/", StringComparison.Ordinal)), file =>
            Assert.False(Status.IsMatch(File.ReadAllText(file)), file));

    [Fact]
    public void The_JavaScript_client_imports_only_its_own_files() =>
        Assert.All(Sources.Under("src/syncserver-js/src", "*.js"), file =>
            Assert.All(Import.Matches(File.ReadAllText(file)), import => Assert.StartsWith("./", import.Groups["file"].Value)));

    [GeneratedRegex(@"^using (static )?(?<used>SyncServer[\w.]*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Using { get; }

    [GeneratedRegex("<PackageReference Include=\"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Package { get; }

    [GeneratedRegex(@"StatusCodes\.|HttpStatusCode|Response\.StatusCode")]
    private static partial Regex Status { get; }

    [GeneratedRegex("""^\s*(import|export)\b[^"']*?from\s+["'](?<file>[^"']+)["']""", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Import { get; }
}
