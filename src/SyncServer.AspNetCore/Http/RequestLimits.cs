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
/// How many requests a second there may be for each user, document and address, and how many open streams for each user (<c>Limits:*</c>). Off in Development; 0 is off anywhere. What comes in a
/// burst is taken as long as the average holds.
/// </summary>
internal sealed class RequestLimits
{
    /// <summary>The stricter limit of what hashes passwords and makes users: for each address.</summary>
    public const string SignIns = "sign-ins";

    // A burst is worth so many seconds.
    private const int Burst = 5;

    // Whoever falls into one of these shares it. That bounds what is remembered, whatever addresses and documents somebody makes up.
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
    /// <exception cref="InvalidSettingException">A setting is wrong.</exception>
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

    /// <summary>The limits of all requests, for the middleware.</summary>
    public RateLimiterOptions ToOptions() => new RateLimiterOptions
    {
        GlobalLimiter = PartitionedRateLimiter.CreateChained(
            _addresses,
            _users,
            _documents.WithTranslatedKey<HttpContext>(http => BucketOf(http.GetRouteValue("collection"), http.GetRouteValue("id")), leaveOpen: true)),
        OnRejected = (context, _) => Refuse(context.HttpContext, context.Lease),
    }.AddPolicy(SignIns, http => Partition(_signIns, BucketOf(http.Connection.RemoteIpAddress)));

    /// <summary>Whether the user, from that address, may do so many things more in one request.</summary>
    public bool Allows(HttpContext http, int more) =>
        more is 0 || (TryTake(_addresses, _address, http, more) && TryTake(_users, _user, http, more));

    /// <summary>Whether the document may have one more request, inside of one that is for many documents.</summary>
    public bool Allows(DocumentKey key) => TryTake(_documents, _document, BucketOf(key.Collection, key.Id), 1);

    /// <summary>Whether the user may have one more open stream: as long as this request lasts.</summary>
    public bool AllowsStream(HttpContext http)
    {
        var lease = _streams.AttemptAcquire(http);
        http.Response.RegisterForDispose(lease);
        return lease.IsAcquired;
    }

    private static bool TryTake<T>(PartitionedRateLimiter<T> limiter, int rate, T resource, int more)
    {
        if (rate is 0)
        {
            return true;
        }

        // A request that is worth more than a whole burst is taken after a rest; it has counted as one already.
        using var lease = limiter.AttemptAcquire(resource, Math.Min(more, (rate * Burst) - 1));
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
            TokenLimit = rate * Burst,
        });

    private static int? BucketOf(string? user) => user is null ? null : user.GetHashCode(StringComparison.Ordinal) & (Buckets - 1);

    private static int? BucketOf(object? collection, object? id) => id is null ? null : HashCode.Combine(collection, id) & (Buckets - 1);

    private static int? BucketOf(IPAddress? address) => NetworkOf(address) is { } network ? network.GetHashCode() & (Buckets - 1) : null;

    /// <summary>What counts as one address: whoever has an IPv6 address has a whole /64 of them.</summary>
    public static IPAddress? NetworkOf(IPAddress? address)
    {
        if (address is null or { AddressFamily: not AddressFamily.InterNetworkV6 })
        {
            return address;
        }

        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress([.. address.GetAddressBytes().AsSpan(0, 8), .. new byte[8]]);
    }
}
