using System.Net;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace SyncServer.Tests.Running;

/// <summary>The OpenAPI document (docs/protocol.md, section 12). Generating it costs as much as hundreds of saves, and it requires no token.</summary>
public sealed class ApiDescriptionTests
{
    [Fact]
    public async Task The_document_is_generated_once()
    {
        var counter = new Counter();
        await using var app = new SyncApp { MoreServices = services => services.Configure<OpenApiOptions>("syncserver", options => options.AddDocumentTransformer(counter)) };
        var amy = await app.SignInAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => amy.Get($"/openapi/v1.json?x={i}").Header("Host", $"host-{i}").SendAsync()));
        answers = [.. answers, await app.Anyone().Get("/openapi/v1.json")];

        Assert.Equal(1, counter.Count);
        Assert.All(answers, answer => Assert.Equal(answers[0].Text, answer.Is(HttpStatusCode.OK).Text));
        Assert.DoesNotContain("host-", answers[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conditional_request_gets_304()
    {
        await using var app = new SyncApp();
        var first = (await app.Anyone().Get("/openapi/v1.json")).Is(HttpStatusCode.OK);

        var again = (await app.Anyone().Get("/openapi/v1.json").Header("If-None-Match", first.ETag!)).Is(HttpStatusCode.NotModified);

        Assert.Empty(again.Bytes);
        Assert.Equal(first.ETag, again.ETag);
        (await app.Anyone().Get("/openapi/v1.json").Header("If-None-Match", "\"other\"")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_API_page_exists_in_Development_only()
    {
        await using (var app = new SyncApp())
        {
            var page = (await app.Anyone().Get("/scalar/")).Is(HttpStatusCode.OK);
            Assert.StartsWith("text/html", page["Content-Type"], StringComparison.Ordinal);
            Assert.Contains("\"openapi/v1.json\"", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("://", page.Text, StringComparison.Ordinal);
            (await app.Anyone().Get("/scalar/scalar.js")).Is(HttpStatusCode.OK);
        }

        using var data = new TempDirectory();
        await using var server = await ServerProcess.StartAsync(data.FullPath, new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Production" });
        (await new Caller(Wire.Connect(server.Url), Token: null).Get("/scalar/")).Refused("not-found");
    }

    private sealed class Counter : IOpenApiDocumentTransformer
    {
        private int _count;

        public int Count => _count;

        public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _count);
            return Task.CompletedTask;
        }
    }
}
