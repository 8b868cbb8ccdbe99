using Npgsql;

namespace SyncServer.Storage.Postgres;

/// <summary>The connection strings of a database, with the defaults of this server.</summary>
internal sealed class PostgresConnections
{
    /// <summary>The default size of the pool. PostgreSQL allows 100 connections by default, which is enough for two nodes.</summary>
    public const int MaxConnections = 40;

    // synchronous_commit: an acknowledged save is durable, whatever the default of the role. client_min_messages: a commit warns if it was not replicated (Commits).
    // idle_in_transaction_session_timeout: a node that pauses in the middle of a batch must not keep rows locked for long. plan_cache_mode: planning a statement
    // costs more than executing it. enable_seqscan: no statement here needs to read a whole table.
    private static readonly string[] SessionSettings =
    [
        "synchronous_commit=on", "client_min_messages=warning", "idle_in_transaction_session_timeout=1500", "plan_cache_mode=force_generic_plan", "enable_seqscan=off",
    ];

    /// <param name="documents">The connection string of saves and reads.</param>
    /// <param name="direct">The connection string of the server itself, if the other one is of a connection pooler; else null.</param>
    /// <exception cref="ArgumentException">A connection string is malformed.</exception>
    public PostgresConnections(string documents, string? direct)
    {
        HasPooler = direct is not null;
        var own = WithDefaults(direct ?? documents);
        Schema = own.SearchPath!.Split(',')[0].Trim();
        Location = $"{own.Database} on {own.Host}:{own.Port}, schema {own.SearchPath}";
        Direct = WithSession(own);
        Patient = WithSession(new NpgsqlConnectionStringBuilder(own.ToString()) { ApplicationName = StartName, CommandTimeout = 0 }, "-c idle_in_transaction_session_timeout=60000");
        Documents = HasPooler ? OfPooler(documents) : Direct;
    }

    /// <summary>The application name of connections, or how it begins.</summary>
    public const string ServerName = "syncserver";

    /// <summary>The application name of connections that prepare the database at the start.</summary>
    public const string StartName = $"{ServerName} start";

    /// <summary>Whether saves and reads go through a connection pooler, so that a session keeps no settings between transactions.</summary>
    public bool HasPooler { get; }

    /// <summary>The connection string of saves and reads.</summary>
    public string Documents { get; }

    /// <summary>The connection string of what needs a session of its own: notifications and advisory locks.</summary>
    public string Direct { get; }

    /// <summary>The connection string of the start, whose statements have no time limit.</summary>
    public string Patient { get; }

    /// <summary>The schema of the tables.</summary>
    public string Schema { get; }

    /// <summary>The database, for display.</summary>
    public string Location { get; }

    /// <summary>The id of the first epoch of the database on which the server started; null until it has started. An import replaces it.</summary>
    public string? FirstEpoch { get; set; }

    /// <summary>The statements with which a transaction begins.</summary>
    public IReadOnlyList<string> Begin => HasPooler ? ["BEGIN", .. SessionSettings.Select(setting => $"SET LOCAL {setting}")] : ["BEGIN"];

    private static NpgsqlConnectionStringBuilder WithDefaults(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        void SetDefault(string key, object value)
        {
            if (!settings.ShouldSerialize(key))
            {
                settings[key] = value;
            }
        }

        var hasSeveralHosts = settings.Host?.Contains(',', StringComparison.Ordinal) is true;
        if (hasSeveralHosts)
        {
            SetDefault("Target Session Attributes", "primary");
        }

        // An import recognises servers by this name.
        settings.ApplicationName = settings.ShouldSerialize("Application Name") ? $"{ServerName} {settings.ApplicationName}" : ServerName;
        // A schema separate from that of an application in the same database.
        SetDefault("Search Path", "sync");
        // There are few statements, so they stay prepared. No statement changes the state of a connection, so no reset is needed.
        SetDefault("Max Auto Prepare", 50);
        SetDefault("Auto Prepare Min Usages", 2);
        SetDefault("No Reset On Close", true);
        // Of several hosts, each gets this time, and the first one may be down.
        SetDefault("Timeout", hasSeveralHosts ? 2 : 3);
        SetDefault("Command Timeout", 3);
        SetDefault("Cancellation Timeout", 500);
        SetDefault("Maximum Pool Size", MaxConnections);
        SetDefault("GSS Encryption Mode", "Disable");
        return settings;
    }

    private static string WithSession(NpgsqlConnectionStringBuilder settings, string more = "") => new NpgsqlConnectionStringBuilder(settings.ToString())
    {
        Options = string.Join(' ', [.. SessionSettings.Select(setting => $"-c {setting}"), settings.Options, more]),
    }.ToString();

    private static string OfPooler(string connectionString)
    {
        // A pooler refuses the settings of a session when it connects, and a prepared statement is on one of its connections only.
        var settings = WithDefaults(new NpgsqlConnectionStringBuilder(connectionString).ShouldSerialize("Max Auto Prepare") ? connectionString : $"{connectionString};Max Auto Prepare=0");
        settings.Remove("Search Path");
        settings.Remove("Options");
        return settings.ToString();
    }
}
