using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace SyncServer.Tests.Running;

/// <summary>Health checks and the OpenAPI document (docs/protocol.md, section 12).</summary>
public sealed class HealthTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/openapi/v1.json")]
    public async Task No_token_is_required(string path) => (await app.Anyone().Get(path)).Is(HttpStatusCode.OK);

    [Fact]
    public async Task The_OpenAPI_document_has_the_routes_of_the_protocol()
    {
        var paths = (await app.Anyone().Get("/openapi/v1.json")).Json.GetProperty("paths");
        foreach (var (path, methods) in new (string, string[])[]
        {
            ("/v1/{collection}", ["get", "post"]),
            ("/v1/{collection}/{id}", ["get", "put", "patch", "delete"]),
            ("/v1/{collection}/{id}/info", ["get"]),
            ("/v1/{collection}/{id}/revisions", ["get"]),
            ("/v1/{collection}/{id}/revisions/{version}", ["get"]),
            ("/v1/auth/guest", ["post"]),
            ("/v1/auth/refresh", ["post"]),
        })
        {
            Assert.True(paths.TryGetProperty(path, out var route), path);
            Assert.All(methods, method => Assert.True(route.TryGetProperty(method, out _), $"{method} {path}"));
        }
    }

    [Fact]
    public async Task The_OpenAPI_document_has_every_route()
    {
        var paths = (await app.Anyone().Get("/openapi/v1.json")).Json.GetProperty("paths");
        var described = paths.EnumerateObject().Select(path => path.Name).ToHashSet();
        var served = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))
            .Where(path => path.StartsWith("/v1/", StringComparison.Ordinal));
        Assert.Subset(described, served.ToHashSet());
    }
}
