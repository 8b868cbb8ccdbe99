using System.CommandLine;
using SyncServer;

var serve = new Command("serve", "Runs the server. This is the default.");
var root = new RootCommand("SyncServer, the autosave backend for editors. Every setting can be given as --Key=value: --urls=http://*:8080, --Sync:QueueLength=1000.")
{
    serve,
    BackupCommands.Backup(),
    BackupCommands.Restore(),
    ArchiveCommands.Export(),
    ArchiveCommands.Import(),
    ArchiveCommands.Copy(),
    ArchiveCommands.Reopen(),
    ArchiveCommands.Check(),
    EraseCommands.EraseDocument(),
    EraseCommands.EraseVersion(),
    EraseCommands.EraseUser(),
    UserCommands.Create(),
    GrantCommands.Create(),
    LockCommands.Create(),
    StorageCommands.Stats(),
    StorageCommands.Vacuum(),
};
foreach (var command in (Command[])[root, serve])
{
    // Settings are parsed by the host.
    command.TreatUnmatchedTokensAsErrors = false;
    command.SetAction((line, _) => ServeAsync([.. line.UnmatchedTokens]));
}

// No response files, as a value may begin with @. The host handles signals and the shutdown timeout.
return await root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null })
    .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });

static async Task<int> ServeAsync(string[] settings)
{
    // The value of --Key value is a separate token.
    var unknown = settings.Where((word, i) => !IsSetting(word) && (i == 0 || !IsSetting(settings[i - 1]) || settings[i - 1].Contains('=', StringComparison.Ordinal)));
    if (unknown.FirstOrDefault() is { } first)
    {
        await Console.Error.WriteLineAsync($"'{first}' is neither a command nor a setting. --help lists the commands.");
        return 1;
    }

    return await ServeCommand.RunAsync(settings);
}

static bool IsSetting(string word) => word switch
{
    ['-', '-', ..] or ['/', ..] => true,
    ['-', ..] => false,
    _ => word.Contains('=', StringComparison.Ordinal),
};

/// <summary>The program. Public, so that tests can start it.</summary>
public partial class Program;
