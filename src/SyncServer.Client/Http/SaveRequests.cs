using System.Globalization;
using System.Net;
using System.Text.Json;
using SyncServer.Client.Saving;

namespace SyncServer.Client.Http;

/// <summary>The requests of saves, and their responses (docs/protocol.md, sections 2 to 5).</summary>
internal static class SaveRequests
{
    /// <summary>The request, which is the same for each attempt.</summary>
    public static HttpRequestMessage Request(DocumentAddress address, Save save)
    {
        var request = address.Request(save.Content is null ? HttpMethod.Delete : HttpMethod.Put);
        void Add(string name, string value) => request.Headers.TryAddWithoutValidation(name, value);
        Add("Session-Id", save.Session);
        Add("Save-Sequence", save.Sequence.ToString(CultureInfo.InvariantCulture));
        if (save.Parent is { } parent)
        {
            Add("Save-Parent", parent.ToString(CultureInfo.InvariantCulture));
        }

        if (save.Adopted.ETag is { } etag)
        {
            Add("If-Match", etag);
        }
        else
        {
            Add("If-None-Match", "*");
        }

        if (save.Content is { } content)
        {
            request.Content = new ReadOnlyMemoryContent(content.Bytes);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", content.Type);
            if (OnConflict(save) is { } policy)
            {
                Add("On-Conflict", policy);
            }
        }

        if (save.ConflictId is { } conflict)
        {
            Add("Conflict-Id", conflict);
        }

        return request;
    }

    /// <summary>The value of On-Conflict; null where the collection's policy decides.</summary>
    public static string? OnConflict(Save save) => save.Content is null ? null : save.Merge switch
    {
        true => "merge",
        false => "reject",
        null => null,
    };

    /// <summary>The request that reads what a refusal needs: the version that a 412 names, else the newest version.</summary>
    public static HttpRequestMessage Read(DocumentAddress address, SaveResponse awaiting) => awaiting is SaveResponse.Conflict conflict
        ? ConflictProblem.ContentUrl(conflict.Problem) is { } url ? address.Read(url) : address.Request(HttpMethod.Get, $"/revisions/{conflict.Current.Number}")
        : address.Request(HttpMethod.Get);

    /// <summary>What a response means for a save.</summary>
    public static SaveResponse Response(Save save, ServerResponse response) =>
        !response.IsSuccess ? Refused(save, response.Status, response.Json())
        : Accepted(save, response.Outcome, response.Version with { IsDeleted = save.Content is null && response.Content is null }, response.Content);

    /// <summary>What a 2xx means for a save.</summary>
    /// <param name="save">The save.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="version">The version that the response names.</param>
    /// <param name="content">The content in the response.</param>
    public static SaveResponse Accepted(Save save, string? outcome, DocumentVersion version, SyncContent? content) => outcome is "superseded"
        ? new SaveResponse.Superseded(version with { IsDeleted = content is null }, content)
        : new SaveResponse.Accepted(version, content is null || content.Equals(save.Content) ? null : content);

    /// <summary>What a refusal means for a save.</summary>
    public static SaveResponse Refused(Save save, HttpStatusCode status, JsonElement problem)
    {
        var error = new SyncProblemException((int)status, problem);
        return (status, error.Type) switch
        {
            (HttpStatusCode.PreconditionFailed, "edit-conflict" or "already-exists") =>
                new SaveResponse.Conflict(save, ConflictProblem.Current(problem), ConflictProblem.InlineContent(problem), problem),
            (_, "sequence-out-of-order" or "sequence-gap") => new SaveResponse.OutOfOrder(error),
            (_, "sequence-too-old") => new SaveResponse.SequenceUnknown(error, IsReused: false),
            (_, "sequence-reused") => new SaveResponse.SequenceUnknown(error, IsReused: true),
            // A document that does not exist is deleted.
            (HttpStatusCode.NotFound, _) when save.Content is null => new SaveResponse.Accepted(DocumentVersion.None, OtherContent: null),
            // The server did not look whether it had accepted an earlier copy of the save, or failed meanwhile.
            (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or >= HttpStatusCode.InternalServerError, _) =>
                new SaveResponse.NotFinal(error),
            _ => new SaveResponse.Refused(error),
        };
    }
}
