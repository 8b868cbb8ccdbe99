using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Identity;
using SyncServer.Saving;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>PUT, PATCH and DELETE of a document, and POST of one whose id the server makes (protocol 2 to 4).</summary>
internal sealed class SaveEndpoints(CollectionPolicies policies, Sessions sessions, SavePipeline pipeline, IDocumentReader reader, SaveAnswers answers)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/v1/{collection}/{id}", (HttpContext http, string collection, string id, SaveEndpoints saves) =>
            saves.SaveAsync(http, SaveMethod.Put, collection, id)).Needs(Role.Editor, orCreates: true).IsSave("Creates or replaces a document.");
        routes.MapPatch("/v1/{collection}/{id}", (HttpContext http, string collection, string id, SaveEndpoints saves) =>
            saves.SaveAsync(http, SaveMethod.Patch, collection, id)).Needs(Role.Editor).IsSave("Applies a JSON merge patch to a document.");
        routes.MapDelete("/v1/{collection}/{id}", (HttpContext http, string collection, string id, SaveEndpoints saves) =>
            saves.SaveAsync(http, SaveMethod.Delete, collection, id)).Needs(Role.Editor).IsSave("Deletes a document.", hasBody: false);
        routes.MapPost("/v1/{collection}", (HttpContext http, string collection, SaveEndpoints saves) =>
            saves.CreateAsync(http, collection)).IsSave("Creates a document under an id that the server makes.");
        routes.MapPost("/v1/{collection}/{id}/revisions/{version}/restore", (HttpContext http, string collection, string id, string version, SaveEndpoints saves) =>
            saves.RestoreAsync(http, collection, id, version)).Needs(Role.Editor).IsSave("Makes an old version's content the newest.", hasBody: false);
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
            return Problems.InvalidName("A version is a number from 1.");
        }

        // A version that is not kept is no reason to refuse yet: the request may repeat one that was accepted while it was.
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

        return await answers.ForAsync(save, await pipeline.SaveAsync(save.Command));
    }

    private Task<IResult> CreateAsync(HttpContext http, string collection)
    {
        // A new id has nothing to be made on: the precondition goes without saying.
        http.Request.Headers.IfMatch = default;
        http.Request.Headers.IfNoneMatch = "*";
        return SaveAsync(http, SaveMethod.Put, collection, Guid.CreateVersion7().ToString());
    }
}
