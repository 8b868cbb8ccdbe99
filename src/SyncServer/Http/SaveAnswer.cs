using System.Diagnostics;
using SyncServer.Core.Documents;
using SyncServer.Core.Ports;
using SyncServer.Core.Saving;
using SyncServer.Saving;

namespace SyncServer.Http;

/// <summary>The answer to an accepted save (protocol 3).</summary>
/// <param name="outcome">How it was accepted.</param>
/// <param name="revision">The version that the answer is about.</param>
/// <param name="content">That version's bytes, where they are asked for and it is no tombstone.</param>
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

    /// <summary>From a decision to its answer.</summary>
    public static async Task<IResult> ForAsync(SaveRequest request, SaveDecision decision, IDocumentReader reader, ConflictReader conflicts)
    {
        var command = request.Command;
        switch (decision)
        {
            case SaveDecision.Written written:
                return new SaveAnswer(
                    written.Head.Newest.Outcome, written.Head.Newest, request.WantsContent || written.Head.Newest.Outcome is SaveOutcome.Merged ? written.Content : null, command.Key);
            case SaveDecision.Unchanged unchanged:
                return await OfKeptAsync(SaveOutcome.Unchanged, unchanged.Head.ETag, merged: unchanged.Shadow is not null || command.Method is SaveMethod.Restore);
            case SaveDecision.Repeated repeated:
                return await OfKeptAsync(repeated.Outcome, repeated.ETag, merged: !repeated.Wrote);
            case SaveDecision.Refused refused:
                return Problems.Of(refused, await conflicts.ReadAsync(command, refused));
            default:
                throw new UnreachableException();
        }

        // A client that was not told of a merge would take its own bytes for what is stored, and write over the others' with the next save.
        async Task<IResult> OfKeptAsync(SaveOutcome kept, ETag etag, bool merged)
        {
            // Thinned away since the decision: it is made anew when the client asks again.
            var (revision, content) = await reader.ReadAsync(command.Key, etag.Version) ?? throw new UnavailableException("The version is no longer kept.");
            var differs = (merged && !(content?.Equals(command.Body) ?? command.Body is null)) || revision.Outcome is SaveOutcome.Merged;
            return new SaveAnswer(kept, revision, request.WantsContent || differs ? content : null, command.Key);
        }
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers["Save-Outcome"] = NameOf(outcome);
        VersionHeaders.Set(response, revision);
        if (outcome is SaveOutcome.Created)
        {
            response.Headers.Location = key.ToString();
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
