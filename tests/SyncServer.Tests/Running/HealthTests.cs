using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace SyncServer.Tests.Running;

/// <summary>Protocol 12: what a load balancer and a developer ask.</summary>
public sealed class HealthTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/openapi/v1.json")]
    public async Task It_answers_without_a_token(string path) => (await app.Anyone().Get(path)).Is(HttpStatusCode.OK);

    [Fact]
    public async Task The_description_lists_the_routes_of_the_protocol()
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
    public async Task No_route_is_left_out_of_it()
    {
        var paths = (await app.Anyone().Get("/openapi/v1.json")).Json.GetProperty("paths");
        var described = paths.EnumerateObject().Select(path => path.Name).ToHashSet();
        var served = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))
            .Where(path => path.StartsWith("/v1/", StringComparison.Ordinal));
        Assert.Subset(described, served.ToHashSet());
    }
}
