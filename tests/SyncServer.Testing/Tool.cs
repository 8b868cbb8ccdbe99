using System.Diagnostics;

namespace SyncServer.Testing;

/// <summary>Programs that are run to their end.</summary>
public static class Tool
{
    /// <summary>Runs one.</summary>
    /// <returns>What it printed, without the last line break.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Where everybody may be, whoever the program runs as.
            WorkingDirectory = "/",
        };
        start.Environment["PGCONNECT_TIMEOUT"] = "5";
        // Where the server has its tables.
        start.Environment["PGOPTIONS"] = "-c search_path=sync,public";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode is 0
            ? (await output).TrimEnd('\n')
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}{await output}");
    }
}
