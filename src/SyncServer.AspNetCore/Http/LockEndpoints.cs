using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Merging;
using SyncServer.Core.Policies;
using SyncServer.Identity;
using SyncServer.Saving;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>Acquires, renews, releases and lists the locks of a document (docs/protocol.md, section 7).</summary>
internal sealed class LockEndpoints(CollectionPolicies policies, Permissions permissions, Sessions sessions, LockService locks)
{
    private const int MaxScope = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/{collection}/{id}/locks", (HttpContext http, string collection, string id, JsonBody<LockRequestJson> body, LockEndpoints locks) =>
                locks.AcquireAsync(http, collection, id, body.Value))
            .RequireDocumentRole(Role.Editor)
            .WithSummary("Locks a document, or the part of it that a JSON pointer names.").Produces<LockJson>(StatusCodes.Status201Created)
            .ProducesProblem(400).ProducesProblem(423);
        routes.MapPut("/v1/{collection}/{id}/locks/{lockId}", (HttpContext http, string collection, string id, string lockId, JsonBody<LockRequestJson>? body, LockEndpoints locks) =>
                locks.RenewAsync(http, collection, id, lockId, body?.Value))
            .RequireDocumentRole(Role.Editor)
            .WithSummary("Renews a lock that the session holds.").Produces<LockJson>().ProducesProblem(400).ProducesProblem(404);
        routes.MapDelete("/v1/{collection}/{id}/locks/{lockId}", (HttpContext http, string collection, string id, string lockId, LockEndpoints locks) =>
                locks.ReleaseAsync(http, collection, id, lockId))
            .RequireDocumentRole(Role.Editor)
            .WithSummary("Releases a lock that the session holds.").Produces(StatusCodes.Status204NoContent).ProducesProblem(400).ProducesProblem(404);
        routes.MapGet("/v1/{collection}/{id}/locks", (HttpContext http, string collection, string id, LockEndpoints locks) =>
                locks.ListAsync(http, collection, id))
            .RequireDocumentRole(Role.Viewer)
            .WithSummary("Lists a document's live locks.").Produces<ListJson<LockJson>>();
    }

    private async Task<IResult> AcquireAsync(HttpContext http, string collection, string id, LockRequestJson body)
    {
        if (Check(http, collection, id, out var policy, out var key, out var session) is { } invalid)
        {
            return invalid;
        }

        if (body.TtlSeconds is not { } seconds || !IsTtl(seconds))
        {
            return BadTtl();
        }

        // The scope is stored, and PostgreSQL cannot store NUL in text.
        var text = body.Scope ?? "";
        if (text.Length > MaxScope || text.Contains('\0', StringComparison.Ordinal) || !JsonPointer.TryParse(text, out var scope))
        {
            return Problems.InvalidBody($"scope must be empty or a JSON pointer (RFC 6901) of at most {MaxScope} characters.");
        }

        var (person, takeover) = (http.User.ToPerson(), body.Takeover is true);
        var byOwner = takeover && await permissions.DecideAsync(person.Id, key, policy, Role.Owner) is AccessDecision.Allowed;
        return await locks.ChangeAsync(new LockCommand.Acquire(key, session, person, scope, TimeSpan.FromSeconds(seconds), takeover, byOwner)) switch
        {
            LockDecision.Taken { Lock: var taken } => Created(key, taken),
            // The same response as the first time, which may have been lost.
            LockDecision.Renewed { Lock: var renewed } => Created(key, renewed),
            LockDecision.Refused { Lock: var blocking } => Problems.Locked(blocking),
            _ => Problems.TooManyLocks(LockRules.Max),
        };
    }

    private async Task<IResult> RenewAsync(HttpContext http, string collection, string id, string lockId, LockRequestJson? body)
    {
        if (Check(http, collection, id, out _, out var key, out var session) is { } invalid)
        {
            return invalid;
        }

        if (body?.TtlSeconds is { } seconds && !IsTtl(seconds))
        {
            return BadTtl();
        }

        TimeSpan? ttl = body?.TtlSeconds is { } life ? TimeSpan.FromSeconds(life) : null;
        return await locks.ChangeAsync(new LockCommand.Renew(key, session, FenceOf(lockId), ttl)) is LockDecision.Renewed { Lock: var renewed }
            ? TypedResults.Json(LockJson.Of(renewed), WireJson.Wire.LockJson)
            : NotHeld();
    }

    private async Task<IResult> ReleaseAsync(HttpContext http, string collection, string id, string lockId)
    {
        if (Check(http, collection, id, out _, out var key, out var session) is { } invalid)
        {
            return invalid;
        }

        return await locks.ChangeAsync(new LockCommand.Release(key, session, FenceOf(lockId))) is LockDecision.Released ? TypedResults.NoContent() : NotHeld();
    }

    private async Task<IResult> ListAsync(HttpContext http, string collection, string id)
    {
        if (Names.Check(policies, collection, id, out _) is { } invalid)
        {
            return invalid;
        }

        http.Response.Headers.CacheControl = "private, no-cache";
        var items = await locks.ListAsync(new DocumentKey(collection, id));
        return TypedResults.Json(new ListJson<LockJson>([.. items.Select(LockJson.Of)], Next: null), WireJson.Wire.ListJsonLockJson);
    }

    /// <summary>Validates the names and the session, which every change of a lock needs.</summary>
    private Problem? Check(HttpContext http, string collection, string id, out CollectionPolicy policy, out DocumentKey key, out SessionKey session)
    {
        (key, session) = (new DocumentKey(collection, id), default);
        SessionKey? named = null;
        if ((Names.Check(policies, collection, id, out policy) ?? SaveRequest.ReadSession(http.Request, sessions, http.User.ToPerson(), out named)) is { } invalid)
        {
            return invalid;
        }

        session = named.GetValueOrDefault();
        return named is null ? Problems.InvalidHeader("A lock belongs to a session: send Session-Id.") : null;
    }

    private static bool IsTtl(int seconds) => TimeSpan.FromSeconds(seconds) is var ttl && ttl >= LockCommand.MinTtl && ttl <= LockCommand.MaxTtl;

    private static Problem BadTtl() =>
        Problems.InvalidBody($"ttlSeconds must be an integer from {(int)LockCommand.MinTtl.TotalSeconds} to {(int)LockCommand.MaxTtl.TotalSeconds}.");

    // 0 is no lock's fence.
    private static long FenceOf(string lockId) => long.TryParse(lockId, NumberStyles.None, CultureInfo.InvariantCulture, out var fence) ? fence : 0;

    private static Created<LockJson> Created(DocumentKey key, DocumentLock held) => TypedResults.Created($"{key}/locks/{held.Id}", LockJson.Of(held));

    private static Problem NotHeld() => Problems.NotFound("The session does not hold this lock: it expired, was released or taken over, or never existed.");
}
