using System.Diagnostics;
using System.Text;
using Npgsql;
using SyncServer.Load.Hammer;
using SyncServer.Testing;

namespace SyncServer.Load.Servers;

/// <summary>
/// The speed of PostgreSQL itself: pgbench sends the conditional UPDATE that a save would be without a server, a session or a history.
/// </summary>
/// <remarks>
/// The condition is <c>version >= 0</c>: pgbench cannot store a version for each document, and the work of the database for
/// it is the same as for an equality. Every client has its own documents, as the connections of the bench do, so that none waits for
/// the row of another. The whole content is sent with each UPDATE, with a different end each time. The table is tuned for this
/// statement: content is stored in the row (it just exceeds PostgreSQL's default limit for that), and every page has room for the next
/// versions of its rows. Both make pgbench faster than the default settings.
/// </remarks>
internal sealed class PgBench
{
    // A number with 19 digits, so that the content has a constant length.
    private const int TypedDigits = 19;
    private const string LeastTyped = "1000000000000000000";

    private readonly string[] _command;
    private readonly string _folder;

    private PgBench(string[] command, string folder) => (_command, _folder) = (command, folder);

    /// <summary>Creates the table.</summary>
    /// <param name="postgres">The server.</param>
    /// <param name="documents">The number of rows.</param>
    /// <param name="text">The content of the rows.</param>
    /// <param name="clients">The number of clients.</param>
    /// <param name="folder">The folder of its files.</param>
    public static async Task<PgBench> PrepareAsync(Postgres postgres, int documents, DocumentText text, int clients, string folder)
    {
        var content = new byte[text.Size];
        text.Write(new Document(0), content);
        var kept = Encoding.ASCII.GetString(content[..^TypedDigits]);
        var database = await postgres.CreateDatabaseAsync();
        await postgres.QueryAsync(database,
            $"""
            create table documents (id int primary key, version bigint not null, content text not null) with (toast_tuple_target = 8160, fillfactor = 50);
            insert into documents select id, 1, '{kept}' || {LeastTyped} from generate_series(0, {documents - 1}) id
            """);
        var script = Path.Combine(folder, "update.sql");
        await File.WriteAllTextAsync(script,
            $"""
            \set id random(0, ({documents - 1} - :client_id) / {clients}) * {clients} + :client_id
            \set typed random({LeastTyped}, {long.MaxValue})
            UPDATE documents SET content = :kept || :typed, version = version + 1 WHERE id = :id AND version >= 0;
            """);
        var address = new NpgsqlConnectionStringBuilder(database);
        return new PgBench(
            [
                "-n", "-M", "prepared", "-c", $"{clients}", "-j", "2", "-f", script, "-D", $"kept={kept}", "-l", "--log-prefix", Path.Combine(folder, "updates"),
                "-h", address.Host!, "-p", $"{address.Port}", "-U", address.Username!, address.Database!,
            ],
            folder);
    }

    /// <summary>Runs pgbench for a number of seconds.</summary>
    /// <exception cref="InvalidOperationException">An UPDATE failed.</exception>
    public async Task<Tally> RunAsync(TimeSpan time, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo(PostgresServer.Program("pgbench"), ["-T", $"{time.TotalSeconds:f0}", .. _command])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await using var ending = cancellation.Register(process.Kill);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0 || !output.Contains("failed transactions: 0 ", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"pgbench ended with {process.ExitCode}: {await errors}{output}");
        }

        return ReadLogs(time);
    }

    /// <summary>The log has a line for each UPDATE; the third field is its latency in microseconds.</summary>
    private Tally ReadLogs(TimeSpan time)
    {
        var tally = new Tally();
        foreach (var log in Directory.GetFiles(_folder, "updates.*"))
        {
            foreach (var line in File.ReadLines(log))
            {
                tally.Add(TimeSpan.FromMicroseconds(double.Parse(line.Split(' ')[2])), accepted: true, inTime: true);
            }

            File.Delete(log);
        }

        return Tally.Sum([tally], time.TotalSeconds);
    }
}
