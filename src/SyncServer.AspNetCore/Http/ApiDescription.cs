using System.Security.Cryptography;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace SyncServer.Http;

/// <summary><c>/openapi/v1.json</c> (protocol 12). The routes do not change while the server runs, so it is made once, at the first request.</summary>
internal sealed class ApiDescription
{
    /// <summary>The name of the document, and of the group that its routes are in: an application's own documents do not show them.</summary>
    public const string Name = "syncserver";

    private readonly Lazy<Task<(byte[] Bytes, EntityTagHeaderValue ETag)>> _made;

    public ApiDescription([FromKeyedServices(Name)] IOpenApiDocumentProvider provider) => _made = new(() => MakeAsync(provider));

    /// <summary>Adds the description of the routes.</summary>
    public static void AddTo(IServiceCollection services) => services.AddOpenApi(Name).AddSingleton<ApiDescription>();

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/openapi/v1.json", async (ApiDescription description) =>
        {
            var (bytes, etag) = await description._made.Value;
            return TypedResults.Bytes(bytes, "application/json; charset=utf-8", entityTag: etag);
        }).ExcludeFromDescription();

    private static async Task<(byte[] Bytes, EntityTagHeaderValue ETag)> MakeAsync(IOpenApiDocumentProvider provider)
    {
        var document = await provider.GetOpenApiDocumentAsync();
        // Relative to the document: right behind any host and path prefix.
        document.Servers = [new OpenApiServer { Url = ".." }];
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1);
        var bytes = json.ToArray();
        return (bytes, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\""));
    }
}
