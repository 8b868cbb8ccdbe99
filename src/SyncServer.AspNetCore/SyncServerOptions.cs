using System.Security.Claims;
using Microsoft.Extensions.Configuration.Memory;
using SyncServer.Core.Documents;

namespace SyncServer;

/// <summary>
/// The settings of a server that is added to an application. Each method sets the key of protocol section 12 that its summary names; the keys can also
/// come from <see cref="Configuration"/>, and what is set in code wins. A wrong setting is reported when the application starts, by an
/// <see cref="Settings.InvalidSettingException"/> of one line.
/// </summary>
public sealed class SyncServerOptions
{
    private readonly Dictionary<string, string?> _values = new(StringComparer.OrdinalIgnoreCase);
    private Func<ClaimsPrincipal, Person?>? _people;

    /// <summary>Where the keys that are not set in code come from, such as a section of the application's configuration. By default they have their defaults.</summary>
    public IConfiguration? Configuration { get; set; }

    /// <summary>Keeps the documents in a SQLite file that this process has to itself (<c>ConnectionStrings:Documents</c>; default <c>Data Source=data/sync.db</c>).</summary>
    /// <param name="connectionString">Such as <c>Data Source=data/sync.db</c>; a relative path starts at the working directory.</param>
    public SyncServerOptions UseSqlite(string connectionString) => Set("ConnectionStrings:Documents", connectionString);

    /// <summary>Keeps the documents in a PostgreSQL database that any number of nodes share (<c>ConnectionStrings:Documents</c>).</summary>
    /// <param name="connectionString">Such as <c>Host=…;Database=…;Username=…;Password=…</c>.</param>
    public SyncServerOptions UsePostgres(string connectionString) => Set("ConnectionStrings:Documents", connectionString);

    /// <summary>Lets the nodes tell each other of changes and presence at once (<c>ConnectionStrings:Redis</c>; default: they ask the database).</summary>
    /// <param name="connectionString">As StackExchange.Redis reads it, such as <c>host:6379</c>.</param>
    public SyncServerOptions UseRedis(string connectionString) => Set("ConnectionStrings:Redis", connectionString);

    /// <summary>Sets the policy of one collection (<c>Sync:Collections:{name}</c>).</summary>
    /// <param name="name">The collection: <c>[a-z][a-z0-9-]{0,62}</c>.</param>
    /// <param name="policy">Sets it.</param>
    public SyncServerOptions Collection(string name, Action<CollectionOptions> policy)
    {
        // Naming a collection is enough to have it under Sync:OnlyNamedCollections.
        Set($"Sync:Collections:{name}", "");
        policy(new CollectionOptions((key, value) => Set($"Sync:Collections:{name}:{key}", value)));
        return this;
    }

    /// <summary>Sets the policy of the collections that are not named (<c>Sync:Defaults</c>).</summary>
    /// <param name="policy">Sets it.</param>
    public SyncServerOptions Defaults(Action<CollectionOptions> policy)
    {
        policy(new CollectionOptions((key, value) => Set($"Sync:Defaults:{key}", value)));
        return this;
    }

    /// <summary>
    /// Sets the function that maps an authenticated principal of the application to a user. If it returns null, the request gets 401. By default the id is the claim
    /// <see cref="ClaimTypes.NameIdentifier"/> or <c>sub</c>, and the name <see cref="ClaimTypes.Name"/> or <c>name</c>.
    /// </summary>
    /// <param name="person">The person of a principal. The id is unique and stable.</param>
    public SyncServerOptions People(Func<ClaimsPrincipal, Person?> person)
    {
        _people = person;
        return this;
    }

    /// <summary>Sets any key of protocol section 12, such as <c>Sync:ReorderWait</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value as text.</param>
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

        // As in ASP.NET Core, an unknown environment is Production.
        values.Add(new MemoryConfigurationSource { InitialData = _values });
        return new(values.Build(), _people ?? Identity.People.Default, environment?.IsDevelopment() is true, environment?.IsProduction() is not false);
    }
}
