using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SyncServer.Access;
using SyncServer.Caching;
using SyncServer.Conflicts;
using SyncServer.Core.Ports;
using SyncServer.Core.Saving;
using SyncServer.Feed;
using SyncServer.History;
using SyncServer.Http;
using SyncServer.Identity;
using SyncServer.Insights;
using SyncServer.Insights.Metering;
using SyncServer.Locking;
using SyncServer.Nodes;
using SyncServer.Policies;
using SyncServer.Presence;
using SyncServer.Redis;
using SyncServer.Running;
using SyncServer.Saving;
using SyncServer.Storage;

const long OutputCacheBytes = 32 * 1024 * 1024;

var builder = WebApplication.CreateBuilder(args);
var services = builder.Services;
int connections;
bool guests, insights, otherOrigins;
OpenId? openId;
StackExchange.Redis.ConfigurationOptions? redis;
try
{
    redis = RedisOptions.Read(builder.Configuration);
    builder.ListenApart();
    openId = OpenId.Read(builder.Configuration, builder.Environment.IsDevelopment());
    otherOrigins = Origins.AddTo(services, builder.Configuration);
    RequestLimits.AddTo(services, builder.Configuration, builder.Environment.IsDevelopment());
    connections = builder.Configuration.ReadNumber("Limits:Connections", 10_000);
    guests = CollectionPolicies.ReadSwitch(builder.Configuration, "Auth:Guests", usual: builder.Environment.IsDevelopment());
    insights = CollectionPolicies.ReadSwitch(builder.Configuration, "Insights:Enabled", usual: true);
}
catch (Exception e) when (StartFault.Of(e) is { } fault)
{
    return await fault.TellAsync();
}

builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    // Each route limits the body that it reads. Kestrel's own limit would close the connection while the client still sends, so that it never sees the 413.
    kestrel.Limits.MaxRequestBodySize = null;
    kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
    kestrel.Limits.MaxConcurrentConnections = connections;
    // Whoever is slower than that holds a place that others need.
    kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
    // The rate is over the whole body: it has half a minute, or a second for each 16 KiB.
    kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 16 * 1024, gracePeriod: TimeSpan.FromSeconds(30));
});
// Request lines hold the session_id of those who send it that way.
builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
services.TryAddSingleton(TimeProvider.System);

services.AddSingleton(sp => SavingOptions.Read(sp.GetRequiredService<IConfiguration>()));
services.AddSingleton(sp => sp.GetRequiredService<SavingOptions>().Sessions);
services.AddSingleton<CollectionPolicies>();
services.AddSingleton(sp => DocumentStore.Open(
    builder.Configuration.GetConnectionString("Documents") ?? "Data Source=data/sync.db",
    sp.GetRequiredService<SavingOptions>().CacheBytes,
    sp.GetRequiredService<SessionLimits>(),
    sp.GetRequiredService<TimeProvider>()));
services.AddSingleton(sp => sp.GetRequiredService<DocumentStore>().Log);
services.AddSingleton<IDocumentReader>(sp => new RecentVersions(sp.GetRequiredService<DocumentStore>().Reader));
services.AddSingleton(sp => sp.GetRequiredService<DocumentStore>().Conflicts);
services.AddSingleton(sp => sp.GetRequiredService<DocumentStore>().Locks);
services.AddSingleton(sp => sp.GetRequiredService<DocumentStore>().SessionSecret);
services.AddSingleton(sp => sp.GetRequiredService<DocumentStore>().Keys);
services.AddSingleton(sp => sp.GetRequiredService<DocumentStore>().Access);
services.AddSingleton(sp => sp.GetRequiredService<DocumentStore>().Thinner);

services.AddSingleton(sp => sp.GetRequiredService<DocumentStore>().Changes);

if (redis is not null)
{
    services.AddSingleton(redis);
    services.AddSingleton<RedisConnection>();
    services.AddSingleton<RedisCircuit>();
    services.AddSingleton<RedisNodeChannel>();
}

services.AddSingleton(sp => new CollectionLabels(sp.GetRequiredService<CollectionPolicies>().Named));
services.AddSingleton<HotDocuments>();
services.AddSingleton<SaveMetrics>();
services.AddSingleton<ConflictCounts>();
services.AddSingleton<LockMetrics>();
services.AddSingleton(sp => sp.GetRequiredService<DocumentStore>().Cache);
services.AddSingleton<Gauges>();
if (insights)
{
    services.AddSingleton<Meters>();
    services.AddSingleton<LastHour>();
    services.AddHostedService(sp => sp.GetRequiredService<LastHour>());
}

if (Telemetry.IsWanted)
{
    services.AddHostedService<Telemetry>();
}

services.AddSingleton(sp => new EarlyRefusal(
    sp.GetRequiredService<IDocumentReader>(), sp.GetRequiredService<TimeProvider>(), isOnlyNode: sp.GetRequiredService<DocumentStore>().Nodes is null));
services.AddSingleton<HeldSaves>();
services.AddSingleton<Comparisons>();
services.AddSingleton<Preparations>();
services.AddSingleton<ConflictBook>();
// Stopped in the order opposite to this: the writer first.
services.AddHostedService(sp => sp.GetRequiredService<ConflictBook>());
services.AddSingleton<SavePipeline>();
services.AddSingleton<GroupCommitter>();
services.AddHostedService(sp => sp.GetRequiredService<GroupCommitter>());
services.AddHostedService<ThinningService>();

services.AddSingleton<LockService>();
services.AddHostedService<DeadLocks>();

services.AddSingleton<IReadAccess, ReadAccess>();
services.AddSingleton<Subscribers>();
services.AddSingleton<ChangeTail>();
services.AddSingleton(sp => new NodeLink(
    new INodeChannel?[] { sp.GetService<RedisNodeChannel>(), sp.GetRequiredService<DocumentStore>().Nodes }.OfType<INodeChannel>(),
    sp.GetRequiredService<ILogger<NodeLink>>()));
services.AddSingleton<PresenceBoard>();
services.AddSingleton<ILockObserver, LockEvents>();
// Hear of every commit in this order.
services.AddSingleton<ICommitObserver>(sp => sp.GetRequiredService<EarlyRefusal>());
services.AddSingleton<ICommitObserver>(sp => sp.GetRequiredService<HeldSaves>());
services.AddSingleton<ICommitObserver>(sp => sp.GetRequiredService<ChangeTail>());
services.AddSingleton<ICommitObserver>(sp => sp.GetRequiredService<NodeLink>());
services.AddSingleton<ICommitObserver>(sp => sp.GetRequiredService<PresenceBoard>());
services.AddSingleton<ICommitObserver>(sp => sp.GetRequiredService<ConflictBook>());
services.AddSingleton<ICommitObserver>(sp => sp.GetRequiredService<SaveMetrics>());
services.AddHostedService(sp => sp.GetRequiredService<ChangeTail>());
services.AddHostedService(sp => sp.GetRequiredService<PresenceBoard>());
services.AddHostedService(sp => sp.GetRequiredService<NodeLink>());

services.AddSingleton<Sessions>();
services.AddSingleton<BodyBudget>();
services.AddSingleton<SaveEndpoints>();
services.AddSingleton<BatchEndpoints>();
services.AddSingleton<DocumentEndpoints>();
services.AddSingleton<RevisionEndpoints>();
services.AddSingleton<AccessEndpoints>();
services.AddSingleton<ConflictReader>();
services.AddSingleton<SaveAnswers>();
services.AddSingleton<ConflictEndpoints>();
services.AddSingleton<DiffEndpoints>();
services.AddSingleton<LockEndpoints>();
services.AddSingleton<ChangeEndpoints>();
services.AddSingleton<EventEndpoints>();
services.AddSingleton<PresenceEndpoints>();

// The signing keys are kept with the data: a restart signs nobody out, and a token of one node is good on the others.
services.AddDataProtection().SetApplicationName("SyncServer");
services.AddOptions<KeyManagementOptions>().Configure<IKeyStore>((options, keys) => options.XmlRepository = new StoredKeys(keys));
var authentication = services.AddAuthentication(BearerTokenDefaults.AuthenticationScheme).AddBearerToken(options =>
{
    options.BearerTokenExpiration = TimeSpan.FromMinutes(15);
    options.RefreshTokenExpiration = RefreshFamilies.Life;
});
openId?.AddTo(authentication);
services.AddOptions<BearerTokenOptions>(BearerTokenDefaults.AuthenticationScheme).PostConfigure(options =>
    options.BearerTokenProtector = new RememberedTickets(options.BearerTokenProtector, new MemoryCache(new MemoryCacheOptions { SizeLimit = RememberedTickets.Most })));
services.AddDbContext<AccountsDb>((sp, options) => sp.GetRequiredService<DocumentStore>().Connect(options));
services.AddIdentityCore<Account>(options =>
{
    options.User.RequireUniqueEmail = true;
    // A long password is better than a strange one.
    (options.Password.RequiredLength, options.Password.RequireNonAlphanumeric, options.Password.RequireUppercase) = (10, false, false);
    (options.Password.RequireLowercase, options.Password.RequireDigit) = (false, false);
}).AddSignInManager().AddEntityFrameworkStores<AccountsDb>();
services.AddScoped<RefreshFamilies>();
services.AddSingleton<IClaimsTransformation, UsedTokens>();
services.AddSingleton<Permissions>();
services.AddSingleton<IAuthorizationHandler, RoleHandler>();
services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessRefusals>();
services.AddAuthorization();
services.AddOutputCache(options => (options.SizeLimit, options.UseCaseSensitivePaths) = (OutputCacheBytes, true));
services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Wire));
services.AddSingleton(sp => new Circuits(
    new ICircuit?[] { sp.GetRequiredService<DocumentStore>().Circuit, sp.GetService<RedisCircuit>() }.OfType<ICircuit>(),
    sp.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()));
services.AddHealthChecks().AddCheck<StoreCheck>("store").AddCheck<Circuits>("circuits");
ApiDescription.AddTo(services);

var app = builder.Build();
try
{
    // Wrong settings, a file in use and a database that does not answer stop the start with one line, not with a stack trace.
    app.Services.GetRequiredService<CollectionPolicies>();
    app.Services.GetRequiredService<DocumentStore>();
    app.Services.GetRequiredService<Circuits>();
    app.Services.GetRequiredService<Gauges>();
    app.Services.GetRequiredService<IKeyStore>().Exclusively(() => app.Services.GetDataProtector("start").Protect([]));
}
catch (Exception e) when (StartFault.Of(e) is { } fault)
{
    return await fault.TellAsync();
}

app.UseProblems();
app.UsePages();
if (otherOrigins)
{
    // Before whatever refuses, so that a refusal can be read too.
    app.UseCors();
}

app.UseAuthentication();
app.UseRateLimiter();
app.UseAuthorization();
// After the authorization, which is asked for every request.
app.UseOutputCache();

var signedIn = app.MapGroup("").RequireAuthorization();
SaveEndpoints.Map(signedIn);
BatchEndpoints.Map(signedIn);
DocumentEndpoints.Map(signedIn);
RevisionEndpoints.Map(signedIn);
AccessEndpoints.Map(signedIn);
AccountEndpoints.Map(app);
ConflictEndpoints.Map(signedIn);
DiffEndpoints.Map(signedIn);
LockEndpoints.Map(signedIn);
ChangeEndpoints.Map(signedIn);
EventEndpoints.Map(signedIn);
PresenceEndpoints.Map(signedIn);
GuestEndpoints.Map(app, guests);
TokenEndpoints.Map(app);
HealthEndpoints.Map(app);
if (insights)
{
    InsightsEndpoints.Map(app).NeedsOperator(app.Configuration, app.Environment);
}

ApiDescription.Map(app);
ProblemPages.Map(app);

if (app.Environment.IsProduction())
{
    foreach (var warning in StartWarnings.Of(app.Configuration, guests))
    {
        app.Logger.LogWarning("In Production, {Warning}", warning);
    }
}

await app.RunAsync();
return 0;

/// <summary>The host. Public so that tests can start it.</summary>
public partial class Program;
