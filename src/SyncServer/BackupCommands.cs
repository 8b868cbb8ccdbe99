using System.CommandLine;
using SyncServer.Storage;

namespace SyncServer;

/// <summary>The commands <c>backup</c> and <c>restore</c>.</summary>
internal static class BackupCommands
{
    public static Command Backup()
    {
        var target = new Argument<string>("file") { Description = "The backup. It must not exist." };
        var command = DatabaseCommand.Create("backup", "Writes a consistent copy of the database. The server may be running.", (line, connection, cancellation) =>
        {
            var file = Path.GetFullPath(line.GetRequiredValue(target));
            DocumentStore.Backup(connection, file, cancellation);
            Console.WriteLine($"{file}: {new FileInfo(file).Length:N0} bytes.");
            return Task.FromResult(0);
        });
        command.Add(target);
        return command;
    }

    public static Command Restore()
    {
        var source = new Argument<string>("file") { Description = "A backup of the command backup. It is checked first, and not changed." };
        var command = DatabaseCommand.Create("restore", "Replaces the database by a backup. Stop the server first. What was saved after the backup is lost.", (line, connection, _) =>
        {
            Console.WriteLine($"{DocumentStore.Restore(connection, Path.GetFullPath(line.GetRequiredValue(source)))} is restored.");
            return Task.FromResult(0);
        });
        command.Add(source);
        return command;
    }
}
