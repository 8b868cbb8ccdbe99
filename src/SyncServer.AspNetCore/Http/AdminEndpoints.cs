using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Identity;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Identity;
using SyncServer.Saving;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>The admin API, for the programs of <see cref="ServiceAccounts"/> (docs/operations.md, "Admin API").</summary>
internal sealed class AdminEndpoints(CollectionPolicies policies, IAccessList lists, IEraser eraser, Erasure erasure)
{
    private const string Document = "/admin/documents/{collection}/{id}";

    /// <summary>Maps the routes. Every request is logged.</summary>
    /// <param name="routes">The routes of the server.</param>
    /// <param name="hasAccounts">Whether the server has accounts.</param>
    public static void Map(IEndpointRouteBuilder routes, bool hasAccounts)
    {
        var admin = routes.MapGroup("").WithMetadata(ProblemResponseMetadata.Instance).AddEndpointFilter(LogAsync);
        admin.MapGet($"{Document}/access", (string collection, string id, AdminEndpoints api) => api.ListAsync(collection, id))
            .Requires(ServicePermission.Access).WithSummary("Lists the users and their roles on any document.").Produces<ListJson<GrantJson>>();
        admin.MapPut($"{Document}/access/{{user}}", (string collection, string id, string user, JsonBody<RoleJson> body, AdminEndpoints api) => api.GrantAsync(collection, id, user, body.Value))
            .Requires(ServicePermission.Access).WithSummary("Grants a user a role on any document.");
        admin.MapDelete($"{Document}/access/{{user}}", (string collection, string id, string user, AdminEndpoints api) => api.RevokeAsync(collection, id, user))
            .Requires(ServicePermission.Access).WithSummary("Revokes a user's role on any document.");
        admin.MapGet("/admin/changes", (HttpContext http, string? since, string? collection, string? limit, ChangeEndpoints changes) =>
            changes.ListAsync(http, since, collection, limit, _ => ValueTask.FromResult(true)))
            .Requires(ServicePermission.Changes).WithSummary("Lists the changes of all documents, as /v1/changes does.").Produces<ListJson<ChangeJson>>();
        admin.MapDelete(Document, (HttpContext http, string collection, string id, AdminEndpoints api) => api.EraseAsync(http, collection, id))
            .Requires(ServicePermission.Erase).WithSummary("Erases a document with its history.");
        admin.MapDelete($"{Document}/revisions/{{version}}", (string collection, string id, string version, AdminEndpoints api) => api.EraseVersionAsync(collection, id, version))
            .Requires(ServicePermission.Erase).WithSummary("Erases one version of a document.");
        admin.MapDelete("/admin/users/{user}", (HttpContext http, string user, AdminEndpoints api) => api.EraseUserAsync(http, user))
            .Requires(ServicePermission.Erase).WithSummary("Erases a user.").Produces<ErasedUserJson>();
        admin.MapGet("/admin/users/{user}/export", (string user, UserExport export) => DocumentKey.IsId(user) ? export.Of(user) : InvalidUser())
            .Requires(ServicePermission.Export).WithSummary("Reads everything about a user, as JSON lines.").Produces(200, contentType: UserExport.ContentType);
        if (hasAccounts)
        {
            admin.MapGet("/admin/users", FindUserAsync)
                .Requires(ServicePermission.Access).WithSummary("Finds a user's id by e-mail address, or by issuer and subject.").Produces<UserIdJson>();
            admin.MapPost("/admin/users/{user}/sign-out", SignOutAsync)
                .Requires(ServicePermission.SignOut).WithSummary("Ends the sign-ins of an account.");
        }
    }

    private static async ValueTask<object?> LogAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        var http = context.HttpContext;
        Log.AdminRequest(
            http.RequestServices.GetRequiredService<ILogger<AdminEndpoints>>(), http.Service().Id, http.Request.Method, http.Request.Path,
            (result as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK);
        return result;
    }

    private static async Task<IResult> FindUserAsync(string? email, string? issuer, string? subject, UserManager<Account> users)
    {
        var id = (email, issuer, subject) switch
        {
            ({ Length: > 0 }, null, null) => (await users.FindByEmailAsync(email))?.Id,
            (null, { Length: > 0 }, { Length: > 0 }) => OpenId.IdOf(issuer, subject),
            _ => "",
        };
        return id is "" ? Problems.InvalidQuery("Either email, or issuer and subject, must be given.")
            : id is null ? Problems.NotFound("There is no such account.")
            : TypedResults.Json(new UserIdJson(id), WireJson.Wire.UserIdJson);
    }

    private static async Task<IResult> SignOutAsync(string user, UserManager<Account> users) =>
        await users.FindByIdAsync(user) is not { } account ? Problems.NotFound("There is no such account.")
            : (await users.UpdateSecurityStampAsync(account)).Succeeded ? TypedResults.NoContent()
            : Problems.Unavailable("The account was changed at the same time. Retry.");

    private static Problem InvalidUser() => Problems.InvalidName("The user id is not valid.");

    private static IResult ResultOf(EraseResult result, string notFound) => result switch
    {
        EraseResult.Erased => TypedResults.NoContent(),
        EraseResult.NotFound => Problems.NotFound(notFound),
        _ => Problems.NotAllowed("The newest version cannot be erased. Save another one, or erase the document."),
    };

    private async Task<IResult> ListAsync(string collection, string id)
    {
        var key = new DocumentKey(collection, id);
        return Names.Check(policies, collection, id, out _) is { } invalid ? invalid
            : await ExistsAsync(key) ? TypedResults.Json(new ListJson<GrantJson>([.. (await lists.ListAsync(key)).Select(GrantJson.Of)], Next: null), WireJson.Wire.ListJsonGrantJson)
            : Problems.DocumentNotFound();
    }

    private async Task<IResult> GrantAsync(string collection, string id, string user, RoleJson body) =>
        Names.Check(policies, collection, id, out _)
        ?? (!DocumentKey.IsId(user) ? InvalidUser()
            : !RoleJson.TryRead(body.Role, out var role) ? Problems.InvalidBody("role must be viewer, editor or owner.")
            : await ExistsAsync(new DocumentKey(collection, id)) ? AccessEndpoints.ResultOf(await lists.GrantAsync(new DocumentKey(collection, id), user, role, by: null))
            : Problems.DocumentNotFound());

    private async Task<IResult> RevokeAsync(string collection, string id, string user) =>
        Names.Check(policies, collection, id, out _)
        ?? (!DocumentKey.IsId(user) ? InvalidUser()
            : await ExistsAsync(new DocumentKey(collection, id)) ? AccessEndpoints.ResultOf(await lists.RevokeAsync(new DocumentKey(collection, id), user, by: null))
            : Problems.DocumentNotFound());

    private async Task<IResult> EraseAsync(HttpContext http, string collection, string id) =>
        Names.Check(policies, collection, id, out _)
        ?? ResultOf(await erasure.EraseDocumentAsync(new DocumentKey(collection, id), http.Service()), "The document does not exist.");

    private async Task<IResult> EraseVersionAsync(string collection, string id, string version) =>
        Names.Check(policies, collection, id, out _)
        ?? (RevisionEndpoints.TryReadVersion(version, out var number)
            ? ResultOf(await eraser.EraseVersionAsync(new DocumentKey(collection, id), number), "The document has no such version.")
            : Problems.InvalidName("A version must be a number from 1."));

    private async Task<IResult> EraseUserAsync(HttpContext http, string user)
    {
        if (!DocumentKey.IsId(user))
        {
            return InvalidUser();
        }

        var erased = await erasure.EraseUserAsync(user, http.Service());
        return TypedResults.Json(new ErasedUserJson(erased.Documents, [.. erased.Ownerless.Select(key => key.ToString())], erased.ReplacedBy), WireJson.Wire.ErasedUserJson);
    }

    private async Task<bool> ExistsAsync(DocumentKey key) => (await lists.FindAsync(key, user: "")).Exists;
}

/// <summary>Requires permissions of service accounts.</summary>
internal static class ServicePermissionExtensions
{
    /// <summary>Allows only services with a permission.</summary>
    public static RouteHandlerBuilder Requires(this RouteHandlerBuilder route, string permission) =>
        route.RequireAuthorization(new AuthorizationPolicy([new ServicePermissionRequirement(permission)], []));

    /// <summary>The service that makes an authorized request.</summary>
    public static Person Service(this HttpContext http) => http.Features.GetRequiredFeature<ServiceFeature>().Account!.Person;
}

/// <summary>The id of a user.</summary>
internal sealed record UserIdJson(string Id);

/// <summary>A user who was erased.</summary>
/// <param name="Documents">The number of erased private documents.</param>
/// <param name="WithoutOwner">The paths of the documents that have no owner any more.</param>
/// <param name="ReplacedBy">The id of the user in the versions and conflicts of other documents.</param>
internal sealed record ErasedUserJson(int Documents, IReadOnlyList<string> WithoutOwner, string ReplacedBy);
