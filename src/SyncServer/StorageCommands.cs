using System.CommandLine;
using System.Globalization;
using SyncServer.Storage.Administration;

namespace SyncServer;

/// <summary>The commands <c>stats</c> and <c>vacuum</c>.</summary>
internal static class StorageCommands
{
    public static Command Stats()
    {
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var largest = new Option<int>("--largest") { Description = "How many of the largest documents to name.", DefaultValueFactory = _ => 10 };
        var command = DatabaseCommand.Create(
            "stats", "Counts documents, versions, bytes, sessions, conflicts, locks and accounts. Reads the whole log once; the server may be running.", async (line, connection, cancellation) =>
            {
                using var store = StoreAdministration.Open(connection);
                var statistics = await store.ReadStatisticsAsync(
                    Math.Max(0, line.GetValue(largest)), read => Console.Error.WriteLine(Text($"{read:N0} documents read")), cancellation);
                if (line.GetValue(json))
                {
                    CommandOutput.Write(statistics);
                }
                else
                {
                    Print(statistics);
                }

                return 0;
            });
        command.Add(json);
        command.Add(largest);
        return command;
    }

    public static Command Vacuum() => DatabaseCommand.Create(
        "vacuum", "SQLite: rewrites the file without its free pages; stop the server first. PostgreSQL: VACUUM (ANALYZE) of the tables, beside running servers.", (_, connection, _) =>
        {
            var (before, after) = StoreAdministration.Vacuum(connection, table => Console.Error.WriteLine($"Vacuuming {table}"));
            Console.WriteLine(Text($"{before:N0} bytes before, {after:N0} bytes after."));
            return Task.FromResult(0);
        });

    private static void Print(StoreStatistics all)
    {
        Console.WriteLine(Text($"""
            documents	{all.Documents:N0}
            deleted	{all.Deleted:N0}
            versions	{all.Versions:N0}
            bytes of newest contents	{all.ContentBytes:N0}
            bytes of all versions	{all.HistoryBytes:N0}
            bytes of the database	{all.DatabaseBytes:N0}
            """));
        if (all.WalBytes is { } wal)
        {
            Console.WriteLine(Text($"bytes of the write-ahead log	{wal:N0}"));
        }

        Console.WriteLine(Text($"""
            session records	{all.Sessions:N0}
            open conflicts	{all.OpenConflicts:N0}
            settled conflicts	{all.SettledConflicts:N0}
            locks	{all.Locks:N0}
            accounts	{all.Users:N0}

            collection	documents	deleted	versions	newest bytes	all bytes
            """));
        foreach (var one in all.Collections)
        {
            Console.WriteLine(Text($"{one.Name}	{one.Documents:N0}	{one.Deleted:N0}	{one.Versions:N0}	{one.ContentBytes:N0}	{one.HistoryBytes:N0}"));
        }

        Console.WriteLine("\nlargest documents\tversions\tnewest bytes\tall bytes");
        foreach (var one in all.Largest)
        {
            Console.WriteLine(Text($"{one.Collection}/{one.Id}	{one.Versions:N0}	{one.ContentBytes:N0}	{one.HistoryBytes:N0}"));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
