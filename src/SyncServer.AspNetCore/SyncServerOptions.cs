using System.Security.Claims;
using Microsoft.Extensions.Configuration.Memory;
using SyncServer.Core.Documents;

namespace SyncServer;

/// <summary>
/// The settings of a server that is added to an application. Each method sets the key of docs/settings.md that its summary names. Keys can also come from
/// <see cref="Configuration"/>; a value that is set in code takes precedence. An invalid setting stops the start with an
/// <see cref="Settings.InvalidSettingException"/> from <c>AddSyncServer</c> or <c>MapSyncServer</c>.
/// </summary>
public sealed class SyncServerOptions
{
    private readonly Dictionary<string, string?> _values = new(StringComparer.OrdinalIgnoreCase);
    private Func<ClaimsPrincipal, Person?>? _people;

    /// <summary>
    /// The configuration for keys that are not set in code, such as the application's configuration or a section of it. Default null: these keys have their defaults.
    /// </summary>
    public IConfiguration? Configuration { get; set; }

    /// <summary>Stores the documents in a SQLite file that only this process uses (<c>ConnectionStrings:Documents</c>; default <c>Data Source=data/sync.db</c>).</summary>
    /// <param name="connectionString">A connection string of Microsoft.Data.Sqlite that names a file. A relative path starts at the working directory; a missing folder is created.</param>
    public SyncServerOptions UseSqlite(string connectionString) => Set("ConnectionStrings:Documents", connectionString);

    /// <summary>
    /// Stores the documents in a PostgreSQL database that any number of nodes can share (<c>ConnectionStrings:Documents</c>), in the schema <c>sync</c> unless
    /// <c>Search Path</c> names another one.
    /// </summary>
    /// <param name="connectionString">A connection string of Npgsql, such as <c>Host=…;Database=…;Username=…;Password=…</c>.</param>
    public SyncServerOptions UsePostgres(string connectionString) => Set("ConnectionStrings:Documents", connectionString);

    /// <summary>
    /// Sends messages between nodes over Redis (<c>ConnectionStrings:Redis</c>). Default none: the nodes poll the database twice a second. No decision depends on Redis.
    /// </summary>
    /// <param name="connectionString">A configuration string of StackExchange.Redis with at least one host, such as <c>host:6379</c>.</param>
    public SyncServerOptions UseRedis(string connectionString) => Set("ConnectionStrings:Redis", connectionString);

    /// <summary>Sets the policy of one collection (<c>Sync:Collections:{name}</c>).</summary>
    /// <param name="name">The collection: a letter from a to z, then up to 62 of a to z, 0 to 9 and <c>-</c>.</param>
    /// <param name="policy">Sets the policy. What it does not set is inherited from <see cref="Defaults"/>.</param>
    public SyncServerOptions Collection(string name, Action<CollectionOptions> policy)
    {
        // Naming a collection is enough for it to exist under Sync:OnlyNamedCollections.
        Set($"Sync:Collections:{name}", "");
        policy(new CollectionOptions((key, value) => Set($"Sync:Collections:{name}:{key}", value)));
        return this;
    }

    /// <summary>Sets the policy of the collections that are not named (<c>Sync:Defaults</c>).</summary>
    /// <param name="policy">Sets the policy, which the named collections inherit.</param>
    public SyncServerOptions Defaults(Action<CollectionOptions> policy)
    {
        policy(new CollectionOptions((key, value) => Set($"Sync:Defaults:{key}", value)));
        return this;
    }

    /// <summary>
    /// Sets the function that maps an authenticated principal of the application to a user. By default the id is the claim
    /// <see cref="ClaimTypes.NameIdentifier"/> or <c>sub</c>, and the name <see cref="ClaimTypes.Name"/> or <c>name</c>.
    /// </summary>
    /// <param name="person">
    /// Returns the user, or null if the principal is not a user: then the request gets 401. The id is stored with every version; it must be unique and must not change.
    /// </param>
    public SyncServerOptions People(Func<ClaimsPrincipal, Person?> person)
    {
        _people = person;
        return this;
    }

    /// <summary>Sets any key of docs/settings.md, such as <c>Sync:ReorderWait</c>.</summary>
    /// <param name="key">The key, with colons between its parts. A key under <c>Sync:</c> that does not exist stops the start.</param>
    /// <param name="value">Its value as text, as in a configuration file.</param>
    public SyncServerOptions Set(string key, string value)
    {
        _values[key] = value;
        return this;
    }

    internal Settings.SyncSettings ToSettings(IHostEnvironment? environment)
    {
        var values = new ConfigurationBuilder();
        if (Configuration is { } configuration)
        {
            values.AddConfiguration(configuration);
        }

        values.Add(new MemoryConfigurationSource { InitialData = _values });
        // As in ASP.NET Core, an unknown environment is Production.
        return new(values.Build(), _people ?? Identity.People.Default, environment?.IsDevelopment() is true, environment?.IsProduction() is not false);
    }
}
