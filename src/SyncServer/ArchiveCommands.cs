using System.CommandLine;
using System.Globalization;
using SyncServer.Storage;
using SyncServer.Storage.Archive;

namespace SyncServer;

/// <summary>The commands <c>export</c>, <c>import</c>, <c>copy</c>, <c>reopen</c> and <c>check</c>.</summary>
internal static class ArchiveCommands
{
    public static Command Export()
    {
        var target = new Argument<string>("archive")
        {
            Description = "A folder, or a file that ends in .zip. An interrupted export to a folder continues with the same command; one to a file begins again.",
        };
        var part = new Option<int>("--part-size") { Description = "Begin another file of a folder after this many megabytes.", DefaultValueFactory = _ => (int)(StoreArchive.DefaultPartBytes / 1_000_000) };
        part.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 100_000)
            {
                result.AddError("--part-size must be a number from 1 to 100000.");
            }
        });
        var command = DatabaseCommand.Create(
            "export", "Writes all documents with their histories, accounts, roles and keys to an archive of JSON lines. The server may be running. Protect the archive: it contains password hashes and signing keys.",
            (line, connection, _) =>
            {
                var path = Path.GetFullPath(line.GetRequiredValue(target));
                Console.WriteLine($"{path}: {StoreArchive.Export(connection, path, line.GetValue(part) * 1_000_000L, Console.Error.WriteLine)}.");
                return Task.FromResult(0);
            });
        command.Add(target);
        command.Add(part);
        return command;
    }

    public static Command Import()
    {
        var source = new Argument<string>("archive") { Description = "A folder or a .zip file of the command export. It is not changed." };
        var command = DatabaseCommand.Create(
            "import", "Writes an archive into an empty database. Each document is checked first. Stop the server first. An interrupted import continues with the same command.",
            (line, connection, _) =>
            {
                Console.WriteLine($"Imported: {StoreArchive.Import(connection, Path.GetFullPath(line.GetRequiredValue(source)), Console.Error.WriteLine)}.");
                return Task.FromResult(0);
            });
        command.Add(source);
        return command;
    }

    public static Command Copy()
    {
        var target = new Option<string>("--to") { Description = "The connection string of the new database, which must be empty: \"Data Source=…\" or \"Host=…\".", Required = true };
        var command = DatabaseCommand.Create(
            "copy", "Copies everything into an empty database of either kind, so that clients go on there. Stop the servers first. An interrupted copy continues with the same command.",
            (line, connection, _) =>
            {
                var (counts, location) = StoreArchive.Copy(connection, line.GetRequiredValue(target), Console.Error.WriteLine);
                Console.WriteLine($"Copied: {counts}.");
                Console.WriteLine($"Run the server on {location} from now on: set ConnectionStrings:Documents. No server starts on the old database any more.");
                return Task.FromResult(0);
            });
        command.Add(target);
        return command;
    }

    public static Command Reopen() => DatabaseCommand.Create(
        "reopen", "Makes a database usable again that was copied to another one. Run servers on one of the two only: what is saved in one is not in the other.",
        (_, connection, _) =>
        {
            Console.WriteLine(StoreArchive.Reopen(connection) ? "Servers can start on this database again." : "The database is not marked as copied.");
            return Task.FromResult(0);
        });

    public static Command Check() => DatabaseCommand.Create(
        "check", "Reads every version of every document and prints what is damaged, a line for each fault. The server may be running. The exit code is 2 if there are faults.",
        (_, connection, _) =>
        {
            var faults = 0;
            var read = StoreArchive.Check(
                connection,
                fault =>
                {
                    faults++;
                    Console.WriteLine(fault);
                },
                Console.Error.WriteLine);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{read}, {faults:N0} faults."));
            return Task.FromResult(faults > 0 ? 2 : 0);
        });
}
