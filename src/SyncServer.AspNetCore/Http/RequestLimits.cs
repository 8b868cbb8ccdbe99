using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using SyncServer.Core.Documents;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>
/// The rate limits (<c>Limits:*</c>): requests per second for each user, document and address, and open event streams for each user. Default off in Development; 0 turns a
/// limit off. A limit is a token bucket, so bursts are allowed.
/// </summary>
internal sealed class RequestLimits : IDisposable
{
    /// <summary>The stricter policy, for each address, of the routes that hash passwords or create users.</summary>
    public const string SignIns = "sign-ins";

    // The size of a token bucket, in seconds of its rate.
    private const int BurstSeconds = 5;

    // Users, documents and addresses are hashed into this many buckets, which bounds the memory whatever names a client makes up.
    private const int Buckets = 16_384;

    private readonly int _user;
    private readonly int _document;
    private readonly int _address;
    private readonly int _signIns;
    private readonly PartitionedRateLimiter<HttpContext> _addresses;
    private readonly PartitionedRateLimiter<HttpContext> _users;
    private readonly PartitionedRateLimiter<int?> _documents;
    private readonly PartitionedRateLimiter<HttpContext> _streams;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidSettingException">A setting is invalid.</exception>
    public RequestLimits(SyncSettings settings)
    {
        var (configuration, on) = (settings.Values, !settings.IsDevelopment);
        int Rate(string key, int @default) => configuration.ReadNumber(key, on ? @default : 0);
        (_user, _document, _address, _signIns) = (Rate("Limits:User", 50), Rate("Limits:Document", 100), Rate("Limits:Address", 200), Rate("Limits:SignIns", 2));
        var streams = configuration.ReadNumber("Limits:Subscribers", on ? 20 : 0);
        _streams = PartitionedRateLimiter.Create<HttpContext, int>(http => streams is 0 || BucketOf(http.User.FindFirstValue(ClaimTypes.NameIdentifier)) is not { } user
            ? RateLimitPartition.GetNoLimiter(-1)
            : RateLimitPartition.GetConcurrencyLimiter(user, _ => new ConcurrencyLimiterOptions { PermitLimit = streams }));
        _addresses = PartitionedRateLimiter.Create<HttpContext, int>(http => Partition(_address, BucketOf(http.Connection.RemoteIpAddress)));
        _users = PartitionedRateLimiter.Create<HttpContext, int>(http => Partition(_user, BucketOf(http.User.FindFirstValue(ClaimTypes.NameIdentifier))));
        _documents = PartitionedRateLimiter.Create<int?, int>(bucket => Partition(_document, bucket));
    }

    /// <summary>The options of the rate limiter middleware.</summary>
    public RateLimiterOptions ToOptions() => new RateLimiterOptions
    {
        GlobalLimiter = PartitionedRateLimiter.CreateChained(
            _addresses,
            _users,
            _documents.WithTranslatedKey<HttpContext>(http => BucketOf(http.GetRouteValue("collection"), http.GetRouteValue("id")), leaveOpen: true)),
        OnRejected = (context, _) => Refuse(context.HttpContext, context.Lease),
    }.AddPolicy(SignIns, http => Partition(_signIns, BucketOf(http.Connection.RemoteIpAddress)));

    /// <summary>Takes further permits of the user and the address, for a request that contains several saves.</summary>
    public bool Allows(HttpContext http, int more) =>
        more is 0 || (TryTake(_addresses, _address, http, more) && TryTake(_users, _user, http, more));

    /// <summary>Takes a permit of a document, for an item of a batch.</summary>
    public bool Allows(DocumentKey key) => TryTake(_documents, _document, BucketOf(key.Collection, key.Id), 1);

    /// <summary>Takes a permit for an open stream of the user, which is released with the request.</summary>
    public bool AllowsStream(HttpContext http)
    {
        var lease = _streams.AttemptAcquire(http);
        http.Response.RegisterForDispose(lease);
        return lease.IsAcquired;
    }

    /// <summary>Ends the timers of the limiters.</summary>
    public void Dispose()
    {
        _addresses.Dispose();
        _users.Dispose();
        _documents.Dispose();
        _streams.Dispose();
    }

    private static bool TryTake<T>(PartitionedRateLimiter<T> limiter, int rate, T resource, int more)
    {
        if (rate is 0)
        {
            return true;
        }

        // A request that needs more permits than a bucket has is allowed when the bucket is full. One permit is already taken.
        using var lease = limiter.AttemptAcquire(resource, Math.Min(more, (rate * BurstSeconds) - 1));
        return lease.IsAcquired;
    }

    private static async ValueTask Refuse(HttpContext http, RateLimitLease lease)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
        http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await Problems.TooManyRequests().ExecuteAsync(http);
    }

    private static RateLimitPartition<int> Partition(int rate, int? bucket) => rate is 0 || bucket is not { } known
        ? RateLimitPartition.GetNoLimiter(-1)
        : RateLimitPartition.GetTokenBucketLimiter(known, _ => new TokenBucketRateLimiterOptions
        {
            TokensPerPeriod = rate,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            TokenLimit = rate * BurstSeconds,
        });

    private static int? BucketOf(string? user) => user is null ? null : user.GetHashCode(StringComparison.Ordinal) & (Buckets - 1);

    private static int? BucketOf(object? collection, object? id) => id is null ? null : HashCode.Combine(collection, id) & (Buckets - 1);

    private static int? BucketOf(IPAddress? address) => NetworkOf(address) is { } network ? network.GetHashCode() & (Buckets - 1) : null;

    /// <summary>The network that counts as one address: of IPv6, a /64, as a single customer has a whole one.</summary>
    public static IPAddress? NetworkOf(IPAddress? address)
    {
        if (address is null or { AddressFamily: not AddressFamily.InterNetworkV6 })
        {
            return address;
        }

        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress([.. address.GetAddressBytes().AsSpan(0, 8), .. new byte[8]]);
    }
}
