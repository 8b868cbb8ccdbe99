using System.Security.Cryptography;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace SyncServer.Http;

/// <summary><c>/openapi/v1.json</c> (docs/protocol.md, section 12). The routes do not change while the server runs, so it is generated once, at the first request.</summary>
internal sealed class ApiDescription
{
    /// <summary>The name of the document and of the route group, so that the routes are not in the application's own documents.</summary>
    public const string Name = "syncserver";

    private readonly Lazy<Task<(byte[] Bytes, EntityTagHeaderValue ETag)>> _document;

    public ApiDescription([FromKeyedServices(Name)] IOpenApiDocumentProvider provider) => _document = new(() => GenerateAsync(provider));

    /// <summary>Registers the document.</summary>
    public static void AddTo(IServiceCollection services) => services.AddOpenApi(Name).AddSingleton<ApiDescription>();

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/openapi/v1.json", async (ApiDescription description) =>
        {
            var (bytes, etag) = await description._document.Value;
            return TypedResults.Bytes(bytes, "application/json; charset=utf-8", entityTag: etag);
        }).ExcludeFromDescription();

    private static async Task<(byte[] Bytes, EntityTagHeaderValue ETag)> GenerateAsync(IOpenApiDocumentProvider provider)
    {
        var document = await provider.GetOpenApiDocumentAsync();
        // Relative to the document, so that it is correct behind any host and path prefix.
        document.Servers = [new OpenApiServer { Url = ".." }];
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1);
        var bytes = json.ToArray();
        return (bytes, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\""));
    }
}
