using System.CommandLine;

namespace SyncServer.Load.Commands;

/// <summary>The command <c>nbomber</c>. NBomber itself is built in only with <c>-p:UseNBomber=true</c>.</summary>
internal static class NBomberCommand
{
    /// <summary>Creates the command. What it does not know is passed to NBomber.</summary>
    public static Command Create()
    {
        var arguments = new LoadArguments();
        var command = new Command("nbomber", "Runs scenarios with NBomber, in one run, and checks what came of them. Takes NBomber's own arguments too (--config, --infra). Needs -p:UseNBomber=true.");
        arguments.AddTo(command);
        command.SetAction((line, _) => RunAsync(arguments, line));
        return command;
    }

#if NBOMBER
    private static Task<int> RunAsync(LoadArguments arguments, ParseResult line) => NBomber.NBomberHost.RunAsync(arguments.Read(line, passedOn: arguments.UnknownIn(line)), arguments.UnknownIn(line));
#else
    private static async Task<int> RunAsync(LoadArguments arguments, ParseResult line)
    {
        arguments.Read(line, passedOn: arguments.UnknownIn(line));
        await Console.Error.WriteLineAsync("This build is without NBomber, as it is free for personal use only: dotnet run -c Release --project load -p:UseNBomber=true -- nbomber");
        return 2;
    }
#endif
}
