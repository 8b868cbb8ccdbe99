using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Http;

/// <summary>The answer to an accepted save (protocol section 3).</summary>
/// <param name="outcome">How it was accepted.</param>
/// <param name="revision">The version that the answer is about.</param>
/// <param name="content">That version's bytes, where the client asked for them or does not have them; null on a tombstone.</param>
/// <param name="key">Whose version it is.</param>
internal sealed class SaveAnswer(SaveOutcome outcome, Revision revision, Content? content, DocumentKey key) : IResult
{
    private static readonly Dictionary<SaveOutcome, string> Names = Enum.GetValues<SaveOutcome>().ToDictionary(o => o, o => o.ToString().ToLowerInvariant());

    /// <summary>How it was accepted.</summary>
    public SaveOutcome Outcome => outcome;

    /// <summary>The version that the answer is about.</summary>
    public Revision Revision => revision;

    /// <summary>Its bytes, where the client is to have them.</summary>
    public Content? Content => content;

    /// <summary>The HTTP status.</summary>
    public int Status => outcome is SaveOutcome.Created ? 201 : content is null ? 204 : 200;

    /// <summary>The outcome as the protocol spells it.</summary>
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
