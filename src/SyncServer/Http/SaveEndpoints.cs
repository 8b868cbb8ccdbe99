using SyncServer.Core.Documents;
using SyncServer.Core.Ports;
using SyncServer.Core.Saving;
using SyncServer.Identity;
using SyncServer.Policies;
using SyncServer.Saving;

namespace SyncServer.Http;

/// <summary>PUT, PATCH and DELETE of a document, and POST of one whose id the server makes (protocol 2 to 4).</summary>
internal sealed class SaveEndpoints(CollectionPolicies policies, Sessions sessions, SavePipeline pipeline, IDocumentReader reader)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/v1/{collection}/{id}", (HttpContext http, string collection, string id, SaveEndpoints saves) =>
            saves.SaveAsync(http, SaveMethod.Put, collection, id)).IsSave("Creates or replaces a document.");
        routes.MapPatch("/v1/{collection}/{id}", (HttpContext http, string collection, string id, SaveEndpoints saves) =>
            saves.SaveAsync(http, SaveMethod.Patch, collection, id)).IsSave("Applies a JSON merge patch to a document.");
        routes.MapDelete("/v1/{collection}/{id}", (HttpContext http, string collection, string id, SaveEndpoints saves) =>
            saves.SaveAsync(http, SaveMethod.Delete, collection, id)).IsSave("Deletes a document.", hasBody: false);
        routes.MapPost("/v1/{collection}", (HttpContext http, string collection, SaveEndpoints saves) =>
            saves.CreateAsync(http, collection)).IsSave("Creates a document under an id that the server makes.");
    }

    private async Task<IResult> SaveAsync(HttpContext http, SaveMethod method, string collection, string id)
    {
        if (Names.Check(policies, collection, id, out var policy) is { } invalid)
        {
            return invalid;
        }

        var (request, problem) = await SaveRequest.ReadAsync(http, method, new DocumentKey(collection, id), policy, sessions);
        if (request is not { } save)
        {
            return problem!;
        }

        var decision = await pipeline.SaveAsync(save.Command);
        return await SaveAnswer.ForAsync(save, decision, reader);
    }

    private Task<IResult> CreateAsync(HttpContext http, string collection)
    {
        // A new id has nothing to be made on: the precondition goes without saying.
        http.Request.Headers.IfMatch = default;
        http.Request.Headers.IfNoneMatch = "*";
        return SaveAsync(http, SaveMethod.Put, collection, Guid.CreateVersion7().ToString());
    }
}
