using System.CommandLine;
using Microsoft.Data.Sqlite;
using SyncServer.Core.Documents;
using SyncServer.Storage;

namespace SyncServer;

/// <summary>The commands <c>backup</c> and <c>restore</c>.</summary>
internal static class BackupCommands
{
    public static Command Backup()
    {
        var target = new Argument<string>("file") { Description = "The backup. It must not exist." };
        return Create("backup", "Writes a consistent copy of the database. The server may be running.", target, (line, connection) =>
        {
            var file = Path.GetFullPath(line.GetRequiredValue(target));
            DocumentStore.Backup(connection, file);
            return $"{file}: {new FileInfo(file).Length:N0} bytes.";
        });
    }

    public static Command Restore()
    {
        var source = new Argument<string>("file") { Description = "A backup of the command backup. It is checked first, and not changed." };
        return Create("restore", "Replaces the database by a backup. Stop the server first. What was saved after the backup is lost.", source, (line, connection) =>
            $"{DocumentStore.Restore(connection, Path.GetFullPath(line.GetRequiredValue(source)))} is restored.");
    }

    private static Command Create(string name, string description, Argument<string> file, Func<ParseResult, string, string> run)
    {
        var command = new Command(name, description) { file };
        // Settings, such as --ConnectionStrings:Documents=…, are parsed by the host.
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (line, _) =>
        {
            try
            {
                Console.WriteLine(run(line, ServeCommand.CreateBuilder([.. line.UnmatchedTokens]).Configuration.GetConnectionString("Documents") ?? DocumentStore.DefaultConnectionString));
                return 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException or InvalidDataException or NotSupportedException or DataFileInUseException)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 1;
            }
        });
        return command;
    }
}
