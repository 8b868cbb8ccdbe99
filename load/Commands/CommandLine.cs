using System.CommandLine;
using SyncServer.Load.Bench;
using SyncServer.Load.Clients;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Commands;

/// <summary>The command line of the program.</summary>
internal static class CommandLine
{
    /// <summary>The exit code of wrong usage.</summary>
    public const int WrongUsage = 2;

    /// <summary>Runs a command.</summary>
    /// <returns>The exit code: 0 for success, 1 for a failed run, 2 for wrong usage, 130 if it was stopped.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            // No response files, as a value may begin with @. Commands handle signals themselves.
            var line = Create().Parse(OptionsFile.Expand(args), new ParserConfiguration { ResponseFileTokenReplacer = null });
            return line.Errors.Count == 0
                ? await line.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null })
                : throw new FormatException(line.Errors[0].Message);
        }
        catch (FormatException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return WrongUsage;
        }
        catch (SetUpException failure)
        {
            await Console.Error.WriteLineAsync($"FAILED: {failure.Message}");
            return 1;
        }
    }

    private static RootCommand Create() => new("The load tester of SyncServer (src/docs/load-testing.md), and the benchmark of this repository (src/docs/benchmarks.md).")
    {
        ScenarioCommands.Run(),
        ScenarioCommands.Compare(),
        NBomberCommand.Create(),
        BenchCommand.Create(),
        Of("merge", "Merges triples of documents: for each line of JSON with base, theirs and yours on standard input, one line. Takes their media type.", words =>
        {
            MergeTool.Run(words is [var type] ? type : "application/json", Console.In, Console.Out);
            return Task.CompletedTask;
        }),
        Of("floor", "Runs a server that only reads bodies, for the benchmark. Takes --urls=….", Floor.RunAsync),
        Of("textbook", "Runs a typical first implementation, for comparison. Takes --urls=….", Textbook.RunAsync),
    };

    private static Command Of(string name, string description, Func<string[], Task> run)
    {
        var command = new Command(name, description) { TreatUnmatchedTokensAsErrors = false };
        command.SetAction((line, _) => run([.. line.UnmatchedTokens]));
        return command;
    }
}
