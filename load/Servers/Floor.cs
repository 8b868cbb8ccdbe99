using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace SyncServer.Load.Servers;

/// <summary>What ASP.NET Core costs by itself: an endpoint that reads the body and answers 204.</summary>
internal static class Floor
{
    public static Task RunAsync(string[] args)
    {
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapPut("/v1/{collection}/{id}", SaveAsync);
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
}
