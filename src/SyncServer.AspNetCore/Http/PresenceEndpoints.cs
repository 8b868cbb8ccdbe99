using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Live;
using SyncServer.Core.Merging;
using SyncServer.Identity;
using SyncServer.Live;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>The sessions that have a document open (docs/protocol.md, section 10).</summary>
internal sealed class PresenceEndpoints(CollectionPolicies policies, Sessions sessions, PresenceTracker tracker)
{
    private const int MaxField = 256;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/v1/{collection}/{id}/presence", (HttpContext http, string collection, string id, JsonBody<PresenceBodyJson> body, PresenceEndpoints presence) =>
            presence.Update(http, collection, id, body.Value)).RequireDocumentRole(Role.Viewer).WithSummary("Sets the session's presence for 30 seconds: viewing, editing or idle, and in which field.")
            .Produces(204).ProducesProblem(400).ProducesProblem(503);
        routes.MapGet("/v1/{collection}/{id}/presence", (HttpContext http, string collection, string id, PresenceEndpoints presence) =>
            presence.List(http, collection, id)).RequireDocumentRole(Role.Viewer).WithSummary("Lists the sessions that have the document open.").Produces<ListJson<PresenceJson>>();
        routes.MapDelete("/v1/{collection}/{id}/presence", (HttpContext http, string collection, string id, PresenceEndpoints presence) =>
            presence.Remove(http, collection, id)).RequireDocumentRole(Role.Viewer).WithSummary("Removes the session's presence.").Produces(204).ProducesProblem(400);
    }

    private IResult Update(HttpContext http, string collection, string id, PresenceBodyJson body)
    {
        if (CheckSession(http, collection, id, out var session) is { } problem)
        {
            return problem;
        }

        if (!Enum.TryParse<PresenceState>(body.State, ignoreCase: true, out var state) || state is PresenceState.Gone
            || !string.Equals(PresenceJson.NameOf(state), body.State, StringComparison.Ordinal))
        {
            return Problems.InvalidBody("state must be viewing, editing or idle.");
        }

        if (body.Field is { } field && (field.Length > MaxField || !JsonPointer.TryParse(field, out _)))
        {
            return Problems.InvalidBody($"field must be a JSON pointer of at most {MaxField} characters.");
        }

        return tracker.TryUpdate(new PresentSession(new DocumentKey(collection, id), session, http.User.ToPerson(), state, body.Field))
            ? TypedResults.NoContent()
            : Problems.Unavailable("Too many sessions are present.");
    }

    private IResult List(HttpContext http, string collection, string id)
    {
        if (Names.Check(policies, collection, id, out _) is { } invalid)
        {
            return invalid;
        }

        http.Response.Headers.CacheControl = "private, no-cache";
        var present = tracker.List(new DocumentKey(collection, id)).Select(PresenceJson.Of).ToList();
        return TypedResults.Json(new ListJson<PresenceJson>(present, Next: null), WireJson.Wire.ListJsonPresenceJson);
    }

    private IResult Remove(HttpContext http, string collection, string id)
    {
        if (CheckSession(http, collection, id, out var session) is { } problem)
        {
            return problem;
        }

        tracker.Remove(new DocumentKey(collection, id), session);
        return TypedResults.NoContent();
    }

    private Problem? CheckSession(HttpContext http, string collection, string id, out SessionKey session)
    {
        session = default;
        if (Names.Check(policies, collection, id, out _) is { } invalid)
        {
            return invalid;
        }

        if (SaveRequest.ReadSession(http.Request, sessions, http.User.ToPerson(), out var named) is { } malformed)
        {
            return malformed;
        }

        session = named.GetValueOrDefault();
        return named is null ? Problems.InvalidHeader("Presence requires Session-Id.") : null;
    }
}
