using SyncServer.Core.Documents;

namespace SyncServer.Http;

/// <summary>A version's bytes with the headers that name it; 304 where the client has them already.</summary>
/// <param name="revision">The version.</param>
/// <param name="content">Its bytes; null for a 304.</param>
internal sealed class VersionAnswer(Revision revision, Content? content) : IResult
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
        // What somebody stored is data: no browser guesses another type for it.
        response.Headers.XContentTypeOptions = "nosniff";
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.BodyWriter.WriteAsync(content.Bytes);
        }
    }
}
