using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Http;

/// <summary>The response to an accepted save (docs/protocol.md, section 3).</summary>
/// <param name="outcome">The outcome.</param>
/// <param name="revision">The version that the response names.</param>
/// <param name="content">The content of that version, if the client asked for it or does not have it; null for a tombstone.</param>
/// <param name="key">The document.</param>
internal sealed class SaveResult(SaveOutcome outcome, Revision revision, Content? content, DocumentKey key) : IResult
{
    private static readonly Dictionary<SaveOutcome, string> Names = Enum.GetValues<SaveOutcome>().ToDictionary(o => o, o => o.ToString().ToLowerInvariant());

    /// <summary>The outcome.</summary>
    public SaveOutcome Outcome => outcome;

    /// <summary>The version that the response names.</summary>
    public Revision Revision => revision;

    /// <summary>The content of that version; null if the response has no content.</summary>
    public Content? Content => content;

    /// <summary>The HTTP status.</summary>
    public int Status => outcome is SaveOutcome.Created ? 201 : content is null ? 204 : 200;

    /// <summary>The name of an outcome in the protocol.</summary>
    public static string NameOf(SaveOutcome outcome) => Names[outcome];

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers["Save-Outcome"] = NameOf(outcome);
        VersionHeaders.Set(response, revision);
        if (outcome is SaveOutcome.Created)
        {
            response.Headers.Location = $"{httpContext.Request.PathBase}{key}";
        }

        response.StatusCode = Status;
        if (content is not null)
        {
            response.ContentType = content.Type;
            response.ContentLength = content.Bytes.Length;
            await response.BodyWriter.WriteAsync(content.Bytes);
        }
    }
}
