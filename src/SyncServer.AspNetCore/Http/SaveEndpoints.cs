using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Identity;
using SyncServer.Saving;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>PUT, PATCH, DELETE and restore of a document, and POST of a document whose id the server generates (docs/protocol.md, sections 2 to 4).</summary>
internal sealed class SaveEndpoints(CollectionPolicies policies, Sessions sessions, SavePipeline pipeline, IDocumentReader reader, SaveResults results)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/v1/{collection}/{id}", (HttpContext http, string collection, string id, SaveEndpoints saves) =>
            saves.SaveAsync(http, SaveMethod.Put, collection, id)).RequireDocumentRole(Role.Editor, orCreates: true).WithSaveDescription("Creates or replaces a document.");
        routes.MapPatch("/v1/{collection}/{id}", (HttpContext http, string collection, string id, SaveEndpoints saves) =>
            saves.SaveAsync(http, SaveMethod.Patch, collection, id)).RequireDocumentRole(Role.Editor).WithSaveDescription("Applies a JSON merge patch to a document.");
        routes.MapDelete("/v1/{collection}/{id}", (HttpContext http, string collection, string id, SaveEndpoints saves) =>
            saves.SaveAsync(http, SaveMethod.Delete, collection, id)).RequireDocumentRole(Role.Editor).WithSaveDescription("Deletes a document.", hasBody: false);
        routes.MapPost("/v1/{collection}", (HttpContext http, string collection, SaveEndpoints saves) =>
            saves.CreateAsync(http, collection)).WithSaveDescription("Creates a document with an id that the server generates.");
        routes.MapPost("/v1/{collection}/{id}/revisions/{version}/restore", (HttpContext http, string collection, string id, string version, SaveEndpoints saves) =>
            saves.RestoreAsync(http, collection, id, version)).RequireDocumentRole(Role.Editor).WithSaveDescription("Restores the content of an earlier version.", hasBody: false);
    }

    private async Task<IResult> SaveAsync(HttpContext http, SaveMethod method, string collection, string id)
    {
        if (Names.Check(policies, collection, id, out var policy) is { } invalid)
        {
            return invalid;
        }

        if (method is SaveMethod.Patch)
        {
            http.Response.Headers["Accept-Patch"] = Content.MergePatchType;
        }

        return await SaveAsync(await SaveRequest.ReadAsync(http, method, new DocumentKey(collection, id), policy, sessions));
    }

    private async Task<IResult> RestoreAsync(HttpContext http, string collection, string id, string version)
    {
        if (Names.Check(policies, collection, id, out var policy) is { } invalid)
        {
            return invalid;
        }

        if (!RevisionEndpoints.TryReadVersion(version, out var number))
        {
            return Problems.InvalidName("A version must be a number from 1.");
        }

        // A version that is no longer kept is not refused here: the request may be the retry of a restore that was accepted while it was kept.
        var key = new DocumentKey(collection, id);
        var found = await reader.ReadAsync(key, number);
        return found is { Content: null } ? Problems.Gone() : await SaveAsync(await SaveRequest.ReadAsync(http, SaveMethod.Restore, key, policy, sessions, (number, found?.Content)));
    }

    private async Task<IResult> SaveAsync((SaveRequest? Request, Problem? Problem) read)
    {
        if (read.Request is not { } save)
        {
            return read.Problem!;
        }

        return await results.CreateAsync(save, await pipeline.SaveAsync(save.Command));
    }

    private Task<IResult> CreateAsync(HttpContext http, string collection)
    {
        // A new id implies the precondition.
        http.Request.Headers.IfMatch = default;
        http.Request.Headers.IfNoneMatch = "*";
        return SaveAsync(http, SaveMethod.Put, collection, Guid.CreateVersion7().ToString());
    }
}
