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
        if (save.Base.ETag is { } etag)
        {
            Add("If-Match", etag);
        }
        else
        {
            Add("If-None-Match", "*");
        }

        if (save.Merge is { } merge)
        {
            Add("On-Conflict", merge ? "merge" : "reject");
        }

        if (save.ConflictId is { } conflict)
        {
            Add("Conflict-Id", conflict);
        }

        return request;
    }

    /// <summary>What the server said to it.</summary>
    public static SaveAnswer Answer(Save save, Reply reply) => reply.Succeeded ? Accepted(save, reply) : Refused(save, reply.Status, reply.Json());

    /// <summary>What a refusal says to it.</summary>
    public static SaveAnswer Refused(Save save, HttpStatusCode status, JsonElement problem)
    {
        if (status is HttpStatusCode.PreconditionFailed && problem.ValueKind is JsonValueKind.Object)
        {
            return new SaveAnswer.Conflict(Conflicts.Current(problem), Conflicts.IsSelf(problem), problem);
        }

        // What was never there is deleted.
        return save.Content is null && status is HttpStatusCode.NotFound
            ? new SaveAnswer.Accepted(new Known(0, null), IsMine: true, Stored: null)
            : new SaveAnswer.Refused(new SyncProblemException((int)status, problem));
    }

    private static SaveAnswer.Accepted Accepted(Save save, Reply reply)
    {
        // A superseded save is told of the later one: without its content there is nothing to learn from it.
        var stored = reply.Content;
        var same = stored is null ? reply.Outcome is not "superseded" : stored.Equals(save.Content);
        return new SaveAnswer.Accepted(reply.Known(deleted: (same ? save.Content : stored) is null), same, same ? null : stored);
    }
}
