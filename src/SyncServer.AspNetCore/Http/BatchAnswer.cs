using System.Text.Json;
using SyncServer.Core.Documents;

namespace SyncServer.Http;

/// <summary>What became of each save of a batch, in order (protocol 8).</summary>
/// <param name="answers">The single requests' paths and answers.</param>
internal sealed class BatchAnswer(IReadOnlyList<(string Path, IResult Result)> answers) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(httpContext.Response.BodyWriter, Problem.Writing);
        writer.WriteStartObject();
        writer.WriteStartArray("results");
        foreach (var (path, result) in answers)
        {
            writer.WriteStartObject();
            if (result is SaveAnswer saved)
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

    private static void Write(Utf8JsonWriter writer, SaveAnswer saved)
    {
        writer.WriteNumber("status", saved.Status);
        writer.WriteString("etag", saved.Revision.ETag.ToString());
        writer.WriteNumber("version", saved.Revision.ETag.Version);
        writer.WriteString("outcome", SaveAnswer.NameOf(saved.Outcome));
        if (saved.Content is { } content)
        {
            writer.WriteString("contentType", content.Type);
            InlineContent.Write(writer, "content", content);
        }
    }
}
