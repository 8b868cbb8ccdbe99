using System.Security.Claims;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Identity;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>A document's access list: roles, given and taken by its owners (protocol 11).</summary>
internal sealed class AccessEndpoints(CollectionPolicies policies, IAccessList lists)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/{collection}/{id}/access", (string collection, string id, AccessEndpoints access) => access.ListAsync(collection, id))
            .Needs(Role.Owner).WithSummary("Lists who has which role.");
        routes.MapPut("/v1/{collection}/{id}/access/{user}", (HttpContext http, string collection, string id, string user, JsonBody<RoleJson> body, AccessEndpoints access) =>
            access.GiveAsync(http, collection, id, user, body.Value)).Needs(Role.Owner).WithSummary("Gives somebody a role: viewer, editor or owner.");
        routes.MapDelete("/v1/{collection}/{id}/access/{user}", (HttpContext http, string collection, string id, string user, AccessEndpoints access) =>
            access.TakeAsync(http, collection, id, user)).Needs(Role.Owner).WithSummary("Takes somebody's role.");
    }

    private async Task<IResult> ListAsync(string collection, string id)
    {
        if (Names.Check(policies, collection, id, out _) is { } invalid)
        {
            return invalid;
        }

        var list = await lists.ListAsync(new DocumentKey(collection, id));
        return TypedResults.Json(new ListJson<GrantJson>([.. list.Select(GrantJson.Of)], Next: null), WireJson.Wire.ListJsonGrantJson);
    }

    private async Task<IResult> GiveAsync(HttpContext http, string collection, string id, string user, RoleJson body) =>
        Check(collection, id, user)
        ?? (RoleJson.TryRead(body.Role, out var role)
            ? Answer(await lists.GrantAsync(new DocumentKey(collection, id), user, role, By(http)))
            : Problems.InvalidBody("role is viewer, editor or owner."));

    private async Task<IResult> TakeAsync(HttpContext http, string collection, string id, string user) =>
        Check(collection, id, user) ?? Answer(await lists.RevokeAsync(new DocumentKey(collection, id), user, By(http)));

    private Problem? Check(string collection, string id, string user) =>
        Names.Check(policies, collection, id, out _) ?? (DocumentKey.IsId(user) ? null : Problems.InvalidName("This is no user's id."));

    private static string By(HttpContext http) => http.User.FindFirstValue(ClaimTypes.NameIdentifier)!;

    private static IResult Answer(AccessChange change) => change switch
    {
        AccessChange.Done => TypedResults.NoContent(),
        AccessChange.LastOwner => Problems.NotAllowed("A document keeps at least one owner."),
        AccessChange.Full => Problems.NotAllowed($"A document gives roles to at most {IAccessList.Max}."),
        _ => Problems.NotAllowed("Only owners give and take roles."),
    };
}
