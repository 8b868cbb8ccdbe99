return await SyncServer.Load.Commands.CommandLine.RunAsync(args);
