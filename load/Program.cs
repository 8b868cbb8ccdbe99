using SyncServer.Load;
using SyncServer.Load.Bench;
using SyncServer.Load.Scenarios;
using SyncServer.Load.Servers;

var rest = args.Skip(1).ToArray();
switch (args.FirstOrDefault())
{
    case "bench":
        return await BenchCommand.RunAsync(rest);
    case "run":
        return await ScenarioCommand.RunAsync(rest, compares: false);
    case "compare":
        return await ScenarioCommand.RunAsync(rest, compares: true);
#if NBOMBER
    case "nbomber":
        return await SyncServer.Load.NBomber.NBomberHost.RunAsync(rest);
#endif
    case "merge":
        MergeTool.Run(rest is [var type] ? type : "application/json", Console.In, Console.Out);
        return 0;
    case "floor":
        await Floor.RunAsync(rest);
        return 0;
    case "textbook":
        await Textbook.RunAsync(rest);
        return 0;
    default:
        await Console.Error.WriteLineAsync(
            $"""
            bench [{string.Join('|', BenchOptions.AllParts)}]...  measure the server
              {BenchOptions.Usage}
            run [scenario]... [--rule {ScenarioOptions.RuleList}] | compare [scenario]...  play scenarios, and check what came of them
              {string.Join('|', ScenarioOptions.All.Select(one => one.Name))}
              {ScenarioOptions.Usage}
            merge  merge triples of documents: for each line of JSON with base, theirs and yours on standard input, one line
            floor | textbook --urls=...  the servers that it is measured against
            """);
        return 2;
}
