using System.Text.Json;
using SyncServer.Core.Documents;

namespace SyncServer.Http;

/// <summary>The results of the saves of a batch, in order (docs/protocol.md, section 8).</summary>
/// <param name="results">The path and the result of each save.</param>
internal sealed class BatchResult(IReadOnlyList<(string Path, IResult Result)> results) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(httpContext.Response.BodyWriter, Problem.Writing);
        writer.WriteStartObject();
        writer.WriteStartArray("results");
        foreach (var (path, result) in results)
        {
            writer.WriteStartObject();
            if (result is SaveResult saved)
            {
                Write(writer, saved);
            }
            else if (result is Problem problem)
            {
                writer.WriteNumber("status", problem.Status);
                writer.WritePropertyName("problem");
                problem.Write(writer, path, httpContext);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, SaveResult saved)
    {
        writer.WriteNumber("status", saved.Status);
        writer.WriteString("etag", saved.Revision.ETag.ToString());
        writer.WriteNumber("version", saved.Revision.ETag.Version);
        writer.WriteString("outcome", SaveResult.NameOf(saved.Outcome));
        if (saved.Content is { } content)
        {
            writer.WriteString("contentType", content.Type);
            InlineContent.Write(writer, "content", content);
        }
    }
}
