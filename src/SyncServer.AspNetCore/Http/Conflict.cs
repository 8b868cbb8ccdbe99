using System.Text.Json;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging;
using SyncServer.Core.Saving;

namespace SyncServer.Http;

/// <summary>The conflict members of a 412, with which a client can settle it without another request (docs/protocol.md, section 5).</summary>
internal sealed record Conflict
{
    /// <summary>For a refusal that is not a conflict.</summary>
    public static Conflict None { get; } = new();

    /// <summary>The id under which the conflict is recorded; null if there is no room to record it.</summary>
    public ConflictId? Id { get; init; }

    /// <summary>The newest version when the save was decided; null if the document does not exist.</summary>
    public Head? Head { get; init; }

    /// <summary>The document.</summary>
    public DocumentKey Key { get; init; }

    /// <summary>Whether every version after the base was written by the caller's own session.</summary>
    public bool Self { get; init; }

    /// <summary>The version that the save is based on; null if its precondition names none.</summary>
    public ETag? Base { get; init; }

    /// <summary>Whether the base version is still in the history.</summary>
    public bool BaseKept { get; init; }

    /// <summary>The content of the newest version; null for a tombstone.</summary>
    public Content? Current { get; init; }

    /// <summary>The changes of both sides against the base; null if they cannot be compared.</summary>
    public MergeResult? Compared { get; init; }

    /// <summary>The merged content; null if the sides cannot be merged.</summary>
    public Content? Merged { get; init; }

    /// <summary>Writes the conflict members. Links start with the path prefix.</summary>
    public void Write(Utf8JsonWriter writer, PathString prefix)
    {
        writer.WriteString("conflictId", Id?.ToString());
        writer.WriteBoolean("self", Self);
        if (Base is { } etag)
        {
            writer.WriteStartObject("base");
            writer.WriteNumber("version", etag.Version);
            writer.WriteString("etag", etag.ToString());
            writer.WriteBoolean("kept", BaseKept);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("base");
        }

        if (Head is { } head)
        {
            WriteCurrent(writer, head.Newest, prefix);
        }
        else
        {
            writer.WriteNull("current");
        }

        ChangesJson.Write(writer, Compared);
        writer.WriteBoolean("mergeable", Merged is not null);
        if (Merged is not null && InlineContent.Fits(Merged))
        {
            InlineContent.Write(writer, "merged", Merged);
        }

        if (Merged is null && Compared is MergeResult.Fields { Undisputed: { } undisputed } && InlineContent.Fits(undisputed))
        {
            InlineContent.Write(writer, "undisputed", undisputed);
        }
    }

    private void WriteCurrent(Utf8JsonWriter writer, Revision newest, PathString prefix)
    {
        writer.WriteStartObject("current");
        writer.WriteNumber("version", newest.ETag.Version);
        writer.WriteString("etag", newest.ETag.ToString());
        writer.WriteString("savedAt", WireTime.Format(newest.SavedAt));
        writer.WritePropertyName("savedBy");
        JsonSerializer.Serialize(writer, PersonJson.Of(newest.SavedBy), WireJson.Wire.PersonJson);
        writer.WriteString("session", newest.Session?.ToString());
        if (newest.Deleted)
        {
            writer.WriteBoolean("deleted", value: true);
        }
        else if (Current is not null)
        {
            writer.WriteString("contentType", Current.Type);
            if (InlineContent.Fits(Current))
            {
                InlineContent.Write(writer, "content", Current);
            }
            else
            {
                writer.WriteString("contentUrl", $"{prefix}{Key}/revisions/{newest.ETag.Version}");
            }
        }

        writer.WriteEndObject();
    }
}
