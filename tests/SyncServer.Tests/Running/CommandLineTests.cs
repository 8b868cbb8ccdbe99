using System.Net;

namespace SyncServer.Tests.Running;

/// <summary>The commands and settings of the command line.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("serve", "--Server:PathBase=/docs")]
    [InlineData("--Server:PathBase", "/docs", "serve")]
    [InlineData("--Server:PathBase", "/docs")]
    [InlineData("/Server:PathBase=/docs")]
    [InlineData("Server:PathBase=/docs")]
    public async Task Settings_apply_with_and_without_the_command(params string[] words)
    {
        using var data = new TempDirectory();
        await using var server = await ServerProcess.StartAsync(data.FullPath, words);
        (await new Caller(Wire.Connect(server.Url), Token: null).Get("/docs/readyz")).Is(HttpStatusCode.OK);
        Assert.Equal(0, await server.StopAsync());
    }

    [Theory]
    [InlineData("'upload'", "upload")]
    [InlineData("'upload'", "serve", "upload")]
    [InlineData("'upload'", "upload", "serve")]
    [InlineData("'upload'", "--Limits:User=5", "upload")]
    [InlineData("'-x=1'", "-x=1")]
    public async Task An_unknown_command_is_refused_with_one_line(string names, params string[] words)
    {
        var (exitCode, output, errors) = await ServerProcess.RunAsync(words);
        Assert.Equal(1, exitCode);
        Assert.Contains(names, Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public async Task Help_lists_the_commands()
    {
        var (exitCode, output, _) = await ServerProcess.RunAsync("--help");
        Assert.Equal(0, exitCode);
        Assert.All(["serve", "backup", "restore", "users", "grants", "locks", "stats", "vacuum", "--version"], word => Assert.Contains(word, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_version_is_that_of_the_program()
    {
        var (exitCode, output, _) = await ServerProcess.RunAsync("--version");
        Assert.Equal(0, exitCode);
        Assert.StartsWith(typeof(Program).Assembly.GetName().Version!.ToString(3), output, StringComparison.Ordinal);
    }
}
