using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using SyncServer;

var (settings, serveSettings) = (Settings(), Settings());
var serve = new Command("serve", "Runs the server. This is the default.") { serveSettings };
serve.SetAction((command, _) => ServeCommand.RunAsync(command.GetValue(serveSettings)!));
var root = new RootCommand("SyncServer, the autosave backend for editors.") { settings, serve };
root.SetAction((command, _) => ServeCommand.RunAsync(command.GetValue(settings)!));

// A setting may begin with @.
var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
if (parsed.Action is ParseErrorAction error)
{
    error.ShowHelp = false;
}

// The host handles signals and takes its own time to stop.
return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });

static Argument<string[]> Settings()
{
    var settings = new Argument<string[]>("settings") { Description = "Any setting: --urls=http://*:8080, --Sync:QueueLength 1000, ..." };
    settings.Validators.Add(given =>
    {
        string[] words = [.. given.Tokens.Select(token => token.Value)];
        var unknown = words.Where((word, i) => !IsKey(word) && (i == 0 || !IsKey(words[i - 1]) || words[i - 1].Contains('=', StringComparison.Ordinal)));
        if (unknown.FirstOrDefault() is { } command)
        {
            given.AddError($"There is no command '{command}'.");
        }
    });
    return settings;
}

static bool IsKey(string word) => word.StartsWith('-') || word.StartsWith('/') || word.Contains('=', StringComparison.Ordinal);

/// <summary>The program. Public so that tests can start it.</summary>
public partial class Program;
