using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Live;
using SyncServer.Core.Merging;
using SyncServer.Identity;
using SyncServer.Live;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>Who has a document open (protocol 10).</summary>
internal sealed class PresenceEndpoints(CollectionPolicies policies, Sessions sessions, PresenceBoard board)
{
    private const int MaxField = 256;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/v1/{collection}/{id}/presence", (HttpContext http, string collection, string id, JsonBody<PresenceBodyJson> body, PresenceEndpoints presence) =>
            presence.Show(http, collection, id, body.Value)).Needs(Role.Viewer).WithSummary("Shows for 30 seconds what the session does: viewing, editing or idle, and in which field.")
            .Produces(204).ProducesProblem(400).ProducesProblem(503);
        routes.MapGet("/v1/{collection}/{id}/presence", (HttpContext http, string collection, string id, PresenceEndpoints presence) =>
            presence.List(http, collection, id)).Needs(Role.Viewer).WithSummary("Lists the sessions that have the document open.").Produces<ListJson<PresenceJson>>();
        routes.MapDelete("/v1/{collection}/{id}/presence", (HttpContext http, string collection, string id, PresenceEndpoints presence) =>
            presence.Leave(http, collection, id)).Needs(Role.Viewer).WithSummary("Leaves.").Produces(204).ProducesProblem(400);
    }

    private IResult Show(HttpContext http, string collection, string id, PresenceBodyJson body)
    {
        if (CheckSession(http, collection, id, out var session) is { } problem)
        {
            return problem;
        }

        if (!Enum.TryParse<PresenceState>(body.State, ignoreCase: true, out var state) || state is PresenceState.Gone
            || !string.Equals(PresenceJson.NameOf(state), body.State, StringComparison.Ordinal))
        {
            return Problems.InvalidBody("state is viewing, editing or idle.");
        }

        if (body.Field is { } field && (field.Length > MaxField || !JsonPointer.TryParse(field, out _)))
        {
            return Problems.InvalidBody($"field is a JSON pointer of at most {MaxField} characters.");
        }

        return board.Show(new PresentSession(new DocumentKey(collection, id), session, http.User.ToPerson(), state, body.Field))
            ? TypedResults.NoContent()
            : Problems.Unavailable("Too many are present.");
    }

    private IResult List(HttpContext http, string collection, string id)
    {
        if (Names.Check(policies, collection, id, out _) is { } invalid)
        {
            return invalid;
        }

        http.Response.Headers.CacheControl = "private, no-cache";
        var present = board.Of(new DocumentKey(collection, id)).Select(PresenceJson.Of).ToList();
        return TypedResults.Json(new ListJson<PresenceJson>(present, Next: null), WireJson.Wire.ListJsonPresenceJson);
    }

    private IResult Leave(HttpContext http, string collection, string id)
    {
        if (CheckSession(http, collection, id, out var session) is { } problem)
        {
            return problem;
        }

        board.Leave(new DocumentKey(collection, id), session);
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
        return named is null ? Problems.InvalidHeader("Presence needs a Session-Id.") : null;
    }
}
