using System.Diagnostics;

namespace SyncServer.Testing;

/// <summary>Runs programs until they exit.</summary>
public static class Tool
{
    /// <summary>Runs a program.</summary>
    /// <returns>The output, without the last line break.</returns>
    /// <exception cref="InvalidOperationException">The program failed.</exception>
    public static async Task<string> RunAsync(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // A directory that any user can access.
            WorkingDirectory = "/",
        };
        start.Environment["PGCONNECT_TIMEOUT"] = "5";
        // The schema of the server's tables.
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
