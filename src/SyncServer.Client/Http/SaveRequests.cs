using System.Globalization;
using System.Net;
using System.Text.Json;
using SyncServer.Client.Saving;

namespace SyncServer.Client.Http;

/// <summary>Saves on the wire (protocol 2 to 5).</summary>
internal static class SaveRequests
{
    /// <summary>The request: the same one each time.</summary>
    public static HttpRequestMessage Request(DocumentAddress address, Save save)
    {
        var request = address.Request(save.Content is null ? HttpMethod.Delete : HttpMethod.Put);
        if (save.Content is { } content)
        {
            request.Content = new ReadOnlyMemoryContent(content.Bytes);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", content.Type);
        }

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

        if (save.Content is not null)
        {
            Add("On-Conflict", save.Merge ? "merge" : "reject");
        }

        if (save.ConflictId is { } conflict)
        {
            Add("Conflict-Id", conflict);
        }

        return request;
    }

    /// <summary>The request that reads what has to be read before a refusal can be acted on: the head that a 412 names, else the head as it is now.</summary>
    public static HttpRequestMessage Read(DocumentAddress address, SaveAnswer unread) => unread is SaveAnswer.Conflict conflict
        ? Conflicts.ContentUrl(conflict.Problem) is { } url ? address.Read(url) : address.Request(HttpMethod.Get, $"/revisions/{conflict.Current.Version}")
        : address.Request(HttpMethod.Get);

    /// <summary>What the server said to it.</summary>
    public static SaveAnswer Answer(Save save, Reply reply) =>
        !reply.Succeeded ? Refused(save, reply.Status, reply.Json())
        : Accepted(save, reply.Outcome, reply.Known with { IsDeleted = save.Content is null && reply.Content is null }, reply.Content);

    /// <summary>What a 2xx says to it.</summary>
    /// <param name="save">The save.</param>
    /// <param name="outcome">Its outcome.</param>
    /// <param name="version">The version that the answer names.</param>
    /// <param name="content">The content in the answer.</param>
    public static SaveAnswer Accepted(Save save, string? outcome, Known version, SyncContent? content) => outcome is "superseded"
        ? new SaveAnswer.Superseded(version with { IsDeleted = content is null }, content)
        : new SaveAnswer.Accepted(version, content is null || content.Equals(save.Content) ? null : content);

    /// <summary>What a refusal says to it.</summary>
    public static SaveAnswer Refused(Save save, HttpStatusCode status, JsonElement problem)
    {
        var error = new SyncProblemException((int)status, problem);
        return (status, error.Name) switch
        {
            (HttpStatusCode.PreconditionFailed, not "") =>
                new SaveAnswer.Conflict(save, Conflicts.Current(problem), Conflicts.InlineContent(problem), problem),
            (_, "sequence-out-of-order" or "sequence-gap") => new SaveAnswer.OutOfOrder(error),
            (_, "sequence-too-old") => new SaveAnswer.Doubtful(error, IsReused: false),
            (_, "sequence-reused") => new SaveAnswer.Doubtful(error, IsReused: true),
            // What does not exist is deleted.
            (HttpStatusCode.NotFound, _) when save.Content is null => new SaveAnswer.Accepted(Known.None, Other: null),
            (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or >= HttpStatusCode.InternalServerError, _) =>
                new SaveAnswer.Undecided(error),
            _ => new SaveAnswer.Refused(error),
        };
    }
}
