using SyncServer.Load.Bench;
using SyncServer.Load.Servers;

var rest = args.Skip(1).ToArray();
switch (args.FirstOrDefault())
{
    case "bench":
        return await BenchCommand.RunAsync(rest);
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
            floor | textbook --urls=...  the servers that it is measured against
            """);
        return 2;
}
