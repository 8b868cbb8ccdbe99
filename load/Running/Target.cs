using Npgsql;
using SyncServer.Load.Clients;
using SyncServer.Load.Servers;
using SyncServer.Testing;
using ServerProcess = SyncServer.Load.Servers.ServerProcess;

namespace SyncServer.Load.Running;

/// <summary>The server of a run, with everything that was started for it.</summary>
internal sealed class Target : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _started = new();

    /// <summary>The address, with a slash at its end.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Whether the server was started for the run, so that its documents need no cleaning up.</summary>
    public bool IsOwn => _started.Count > 0;

    /// <summary>The description in reports.</summary>
    public string Description { get; private set; } = "";

    /// <summary>Starts a server, or takes the one that is given.</summary>
    /// <param name="options">The server.</param>
    /// <param name="rule">The rule of the server.</param>
    /// <param name="folder">The folder of its database.</param>
    /// <param name="cancellation">Cancels the start.</param>
    /// <exception cref="SetUpException">It does not start.</exception>
    public static async Task<Target> StartAsync(TargetOptions options, Rule rule, string folder, CancellationToken cancellation)
    {
        var target = new Target();
        try
        {
            await target.OpenAsync(options, rule, folder, cancellation);
            return target;
        }
        catch (Exception failure)
        {
            await target.DisposeAsync();
            if (failure is InvalidOperationException or TimeoutException or HttpRequestException or System.ComponentModel.Win32Exception or NpgsqlException)
            {
                throw new SetUpException($"The server did not start: {failure.Message.ReplaceLineEndings(" ")}", failure);
            }

            throw;
        }
    }

    /// <summary>Stops everything that was started.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_started.TryPop(out var one))
        {
            await one.DisposeAsync();
        }
    }

    private async Task OpenAsync(TargetOptions options, Rule rule, string folder, CancellationToken cancellation)
    {
        if (options.Url is { } url)
        {
            (Url, Description) = (new Uri($"{url.ToString().TrimEnd('/')}/"), $"{url.Scheme}://{url.Authority}");
            return;
        }

        var documents = $"Data Source={Path.Combine(folder, rule is Rule.Session ? "sync.db" : "textbook.db")}";
        if (options.Postgres)
        {
            Require(PostgresServer.IsInstalled, "PostgreSQL");
            documents = await Started(await Postgres.StartAsync()).CreateDatabaseAsync();
        }

        var redis = "";
        if (options.Redis && rule is Rule.Session)
        {
            Require(RedisServer.IsInstalled, "Redis");
            redis = Started(await RedisServer.StartAsync()).ConnectionString;
        }

        cancellation.ThrowIfCancellationRequested();
        var server = Started(rule is Rule.Session
            ? await ServerProcess.StartSyncServerAsync(documents, redis, cancellation, $"--Sync:Collections:{options.Collection}{Stage.ShortWindow}:Window=00:00:00.500")
            : await ServerProcess.StartTextbookAsync(documents, cancellation, "--Log=true", $"--LastWriteWins={rule is Rule.LastWrite}", "--Logging:LogLevel:Microsoft.EntityFrameworkCore=None"));
        (Url, Description) = (server.Url, $"Servers on {(options.Postgres ? "PostgreSQL" : "SQLite")}{(options.Redis ? " with Redis" : "")}, started on this machine");
    }

    private T Started<T>(T one)
        where T : IAsyncDisposable
    {
        _started.Push(one);
        return one;
    }

    private static void Require(bool installed, string name)
    {
        if (!installed)
        {
            throw new SetUpException($"{name} is not installed.");
        }
    }
}
