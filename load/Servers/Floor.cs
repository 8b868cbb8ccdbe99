using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SyncServer.Load.Bench;
using SyncServer.Load.Hammer;

namespace SyncServer.Load.Servers;

/// <summary>
/// The cost of ASP.NET Core itself: one endpoint that reads the body and returns 204, and one that writes the content of a
/// small document from memory, or 304 if the client sends its ETag.
/// </summary>
internal static class Floor
{
    private static readonly string Tag = System.Text.Encoding.ASCII.GetString(Document.NoTag);
    private static readonly byte[] Content = new byte[DefaultLoad.Small.Size];

    public static Task RunAsync(string[] args)
    {
        DefaultLoad.Small.Write(new Document(0), Content);
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapPut("/v1/{collection}/{id}", SaveAsync);
        app.MapGet("/v1/{collection}/{id}", ReadAsync);
        return app.RunAsync();
    }

    private static async Task SaveAsync(HttpContext context)
    {
        var body = context.Request.BodyReader;
        bool more;
        do
        {
            var read = await body.ReadAsync();
            more = !read.IsCompleted;
            body.AdvanceTo(read.Buffer.End);
        }
        while (more);

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task ReadAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.ETag = Tag;
        if (context.Request.Headers.IfNoneMatch == Tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json";
        response.ContentLength = Content.Length;
        await response.BodyWriter.WriteAsync(Content);
    }
}
