using System.CommandLine;
using SyncServer.Storage;
using SyncServer.Storage.Archive;
using SyncServer.Storage.Postgres;

namespace SyncServer;

/// <summary>The commands <c>backup</c> and <c>restore</c>.</summary>
internal static class BackupCommands
{
    public static Command Backup()
    {
        var target = new Argument<string>("file") { Description = "The backup. It must not exist. For PostgreSQL, the name must end in .zip." };
        var command = DatabaseCommand.Create("backup", "Writes a consistent copy of the database. The server may be running.", (line, connection, cancellation) =>
        {
            var file = Path.GetFullPath(line.GetRequiredValue(target));
            if (PostgresStore.IsFor(connection))
            {
                CheckZip(file);
                StoreArchive.Export(connection, file, StoreArchive.DefaultPartBytes, Console.Error.WriteLine);
                Console.Error.WriteLine("This is an archive, which restore or import writes into an empty database of either kind. PostgreSQL's own tool is faster:");
                Console.Error.WriteLine("pg_dump --format=custom --schema=sync --file=backup.dump <database>");
            }
            else
            {
                DocumentStore.Backup(connection, file, cancellation);
            }

            Console.WriteLine($"{file}: {new FileInfo(file).Length:N0} bytes.");
            return Task.FromResult(0);
        });
        command.Add(target);
        return command;
    }

    public static Command Restore()
    {
        var source = new Argument<string>("file") { Description = "A backup of the command backup. It is checked first, and not changed." };
        var command = DatabaseCommand.Create("restore", "Replaces a SQLite database by a backup, or writes one into an empty PostgreSQL database. Stop the server first. What was saved after the backup is lost.", (line, connection, _) =>
        {
            var file = Path.GetFullPath(line.GetRequiredValue(source));
            if (PostgresStore.IsFor(connection))
            {
                CheckZip(file);
                Console.WriteLine($"Restored: {StoreArchive.Import(connection, file, Console.Error.WriteLine)}.");
            }
            else
            {
                Console.WriteLine($"{DocumentStore.Restore(connection, file)} is restored.");
            }

            return Task.FromResult(0);
        });
        command.Add(source);
        return command;
    }

    private static void CheckZip(string file)
    {
        if (!StoreArchive.IsZip(file))
        {
            throw new NotSupportedException($"{file}: the name of a backup of PostgreSQL must end in .zip. For a backup of pg_dump use pg_restore --clean --dbname=<database> backup.dump");
        }
    }
}
