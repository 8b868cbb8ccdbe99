using SyncServer.Core.Documents;

namespace SyncServer.Http;

/// <summary>The content of a version with the headers that name it; 304 if the client already has it.</summary>
/// <param name="revision">The version.</param>
/// <param name="content">Its content; null for a 304.</param>
internal sealed class VersionResult(Revision revision, Content? content) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        VersionHeaders.Set(response, revision);
        if (content is null)
        {
            response.StatusCode = 304;
            return;
        }

        response.ContentType = content.Type;
        response.ContentLength = content.Bytes.Length;
        // Saved content must not be interpreted as another type.
        response.Headers.XContentTypeOptions = "nosniff";
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.BodyWriter.WriteAsync(content.Bytes);
        }
    }
}
