using System.Diagnostics;
using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using SyncServer.Load.Servers;
using SyncServer.Storage;

namespace SyncServer.Load.Bench;

/// <summary>
/// Time and peak memory of the commands that read or write a whole database, each as a process of its own, and of a pass of thinning, in this process and without the pauses
/// of a server.
/// </summary>
internal static class ArchivePart
{
    private const int Versions = 2;
    private const int Bytes = 500;
    private const int SavesInBatch = 1000;

    public static async Task RunAsync(BenchOptions options, string folder, Report report, CancellationToken cancellation)
    {
        report.Heading($"archive: {options.ManyDocuments:n0} documents of {Bytes} bytes, {Versions} versions each");
        var directory = Directory.CreateDirectory(Path.Combine(folder, "archive")).FullName;
        var from = $"Data Source={Path.Combine(directory, "from.db")}";
        var imported = $"Data Source={Path.Combine(directory, "imported.db")}";
        var archive = Path.Combine(directory, "archive");
        await FillAsync(from, options.ManyDocuments, cancellation);
        var rows = new List<string[]> { (string[])["", "seconds", "documents/s", "peak MB"] };
        var peak = 0.0;
        async Task MeasureAsync(string name, string database, params string[] words) => Add(name, await CommandAsync(database, words, cancellation));
        void Add(string name, (TimeSpan Time, double Megabytes) measured)
        {
            peak = Math.Max(peak, measured.Megabytes);
            rows.Add([name, $"{measured.Time.TotalSeconds:f1}", $"{options.ManyDocuments / measured.Time.TotalSeconds:n0}", $"{measured.Megabytes:f0}"]);
        }

        await MeasureAsync("check, SQLite", from, "check");
        await MeasureAsync("export, SQLite", from, "export", archive);
        await MeasureAsync("import, SQLite", imported, "import", archive);
        Add("thinning pass, SQLite", await ThinAsync(imported, options.ManyDocuments, cancellation));
        if (Installed.MissingPostgres is { } missing)
        {
            report.Print(missing);
        }
        else
        {
            await using var postgres = await Postgres.StartAsync();
            var database = await postgres.CreateDatabaseAsync();
            await MeasureAsync("copy, SQLite to PostgreSQL", from, "copy", "--to", database);
            await MeasureAsync("check, PostgreSQL", database, "check");
            await MeasureAsync("export, PostgreSQL", database, "export", archive + "-postgres");
            var other = await postgres.CreateDatabaseAsync();
            await MeasureAsync("import, PostgreSQL", other, "import", archive);
            await MeasureAsync("copy, PostgreSQL to SQLite", database, "copy", "--to", $"Data Source={Path.Combine(directory, "copied.db")}");
            Add("thinning pass, PostgreSQL", await ThinAsync(other, options.ManyDocuments, cancellation));
        }

        report.Table(rows);
        report.AtMost("peak memory", peak, Goals.PeakMegabytes, " MB");
        report.End();
    }

    private static async Task FillAsync(string database, int documents, CancellationToken cancellation)
    {
        using var store = DocumentStore.Open(database, cacheBytes: 1 << 20, SessionLimits.Default, new EarlierTime());
        var amy = new Person("amy", "Amy");
        var policy = CollectionPolicy.Default;
        for (var first = 0; first < documents; first += SavesInBatch)
        {
            cancellation.ThrowIfCancellationRequested();
            var heads = new ETag?[Math.Min(SavesInBatch, documents - first)];
            for (var version = 1; version <= Versions; version++)
            {
                var commands = heads.Select((head, i) =>
                {
                    var body = new Content("text/plain", Encoding.UTF8.GetBytes($"{first + i} {version} {new string((char)('a' + (i % 26)), Bytes)}"));
                    return new SaveCommand
                    {
                        Key = new DocumentKey("notes", $"doc-{first + i:d8}"),
                        Method = SaveMethod.Put,
                        Precondition = head is { } etag ? new Precondition.IfMatch([etag]) : new Precondition.IfNoneMatchAny(),
                        By = amy,
                        Session = new SessionKey((UInt128)(first + i)),
                        Sequence = version,
                        Body = body,
                        Digest = Digest.Of("PUT", body.Type, body.Bytes.Span),
                        Nonce = (ulong)Random.Shared.NextInt64(),
                        Policy = policy,
                    };
                });
                var decisions = await store.Log.CommitAsync([.. commands]);
                heads = [.. decisions.Select(decision => (ETag?)((SaveDecision.Written)decision).Head.ETag)];
            }
        }
    }

    /// <summary>Removes one version of each document: the last one of a day stays.</summary>
    private static async Task<(TimeSpan Time, double PeakMegabytes)> ThinAsync(string database, int documents, CancellationToken cancellation)
    {
        // What was filled is no part of it: the peak begins with what is in memory now.
        GC.Collect();
        await File.WriteAllTextAsync("/proc/self/clear_refs", "5", cancellation);
        var start = Stopwatch.GetTimestamp();
        var policies = new HistoryPolicies(new Dictionary<string, HistoryPolicy>(StringComparer.Ordinal), HistoryPolicy.Default);
        using var store = DocumentStore.Open(database, cacheBytes: 1 << 20, SessionLimits.Default, TimeProvider.System);
        var removed = await store.Thinner.ThinAsync(policies, cancellation).Select(slice => (long)slice.Versions).SumAsync(cancellation);
        var measured = (Stopwatch.GetElapsedTime(start), ProcessFigures.Read(Environment.ProcessId).PeakMegabytes);
        return removed == documents ? measured : throw new InvalidOperationException($"{removed:n0} versions were removed, not {documents:n0}.");
    }

    private static async Task<(TimeSpan Time, double PeakMegabytes)> CommandAsync(string database, string[] words, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Checkout.ServerFile("SyncServer.dll"), .. words, $"--ConnectionStrings:Documents={database}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var printed = Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        var peak = 0.0;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!process.HasExited && await timer.WaitForNextTickAsync(cancellation))
        {
            // The peak does not fall, so the last reading before the end is almost that of the end.
            peak = Math.Max(peak, PeakOf(process.Id));
        }

        var time = Stopwatch.GetElapsedTime(start);
        await process.WaitForExitAsync(cancellation);
        var lines = await printed;
        return process.ExitCode == 0 ? (time, peak) : throw new InvalidOperationException($"{words[0]} ended with {process.ExitCode}: {lines[1]}{lines[0]}");
    }

    private static double PeakOf(int process)
    {
        try
        {
            return ProcessFigures.Read(process).PeakMegabytes;
        }
        catch (IOException)
        {
            // The process has just ended.
            return 0;
        }
    }

    /// <summary>A time at which versions are saved that can be thinned now.</summary>
    private sealed class EarlierTime : TimeProvider
    {
        private readonly DateTimeOffset _time = TimeProvider.System.GetUtcNow().AddDays(-60);

        public override DateTimeOffset GetUtcNow() => _time;
    }
}
