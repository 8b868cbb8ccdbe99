using System.Security.Claims;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Identity;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>A document's access list: its owners grant and revoke roles (docs/protocol.md, section 11).</summary>
internal sealed class AccessEndpoints(CollectionPolicies policies, IAccessList lists)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/{collection}/{id}/access", (string collection, string id, AccessEndpoints access) => access.ListAsync(collection, id))
            .RequireDocumentRole(Role.Owner).WithSummary("Lists the users and their roles.");
        routes.MapPut("/v1/{collection}/{id}/access/{user}", (HttpContext http, string collection, string id, string user, JsonBody<RoleJson> body, AccessEndpoints access) =>
            access.GrantAsync(http, collection, id, user, body.Value)).RequireDocumentRole(Role.Owner).WithSummary("Grants a user a role: viewer, editor or owner.");
        routes.MapDelete("/v1/{collection}/{id}/access/{user}", (HttpContext http, string collection, string id, string user, AccessEndpoints access) =>
            access.RevokeAsync(http, collection, id, user)).RequireDocumentRole(Role.Owner).WithSummary("Revokes a user's role.");
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

    private async Task<IResult> GrantAsync(HttpContext http, string collection, string id, string user, RoleJson body) =>
        Check(collection, id, user)
        ?? (RoleJson.TryRead(body.Role, out var role)
            ? ResultOf(await lists.GrantAsync(new DocumentKey(collection, id), user, role, By(http)))
            : Problems.InvalidBody("role must be viewer, editor or owner."));

    private async Task<IResult> RevokeAsync(HttpContext http, string collection, string id, string user) =>
        Check(collection, id, user) ?? ResultOf(await lists.RevokeAsync(new DocumentKey(collection, id), user, By(http)));

    private Problem? Check(string collection, string id, string user) =>
        Names.Check(policies, collection, id, out _) ?? (DocumentKey.IsId(user) ? null : Problems.InvalidName("The user id is not valid."));

    private static string By(HttpContext http) => http.User.FindFirstValue(ClaimTypes.NameIdentifier)!;

    /// <summary>The response to a change of an access list.</summary>
    public static IResult ResultOf(AccessChange change) => change switch
    {
        AccessChange.Done => TypedResults.NoContent(),
        AccessChange.LastOwner => Problems.NotAllowed("A document must have at least one owner."),
        AccessChange.Full => Problems.NotAllowed($"A document can grant roles to at most {IAccessList.Max} users."),
        _ => Problems.NotAllowed("Only owners can grant and revoke roles."),
    };
}
