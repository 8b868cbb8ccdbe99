using System.Text.Json;
using SyncServer.Core.Documents;
using SyncServer.Core.Ports;
using SyncServer.Core.Saving;

namespace SyncServer.Http;

/// <summary>What a 412 shows, so that the client can settle it without another request (protocol 5).</summary>
internal sealed class Conflict
{
    // Larger content is left to contentUrl.
    private const int MaxInlineBytes = 256 * 1024;

    private readonly SaveCommand _command;
    private readonly SaveDecision.Refused _refused;
    private readonly Content? _current;
    private readonly bool _self;

    private Conflict(SaveCommand command, SaveDecision.Refused refused, Content? current, bool self)
    {
        _command = command;
        _refused = refused;
        _current = current;
        _self = self;
    }

    /// <summary>Reads the version that the save failed against: by its number, as the head may have moved on.</summary>
    public static async Task<Conflict> ReadAsync(SaveCommand command, SaveDecision.Refused refused, IDocumentReader reader)
    {
        if (refused is not { Head: { } head, Reason: Refusal.EditConflict or Refusal.AlreadyExists })
        {
            return new Conflict(command, refused, current: null, self: false);
        }

        var current = await reader.ReadAsync(command.Key, head.Version);
        // A create was made on the beginning of the run, or of the document.
        var after = command.Precondition is Precondition.IfNoneMatchAny ? head.Run.Created ? head.Run.Base : 0 : refused.Base?.Version;
        var self = command.Session is { } session && session == head.Newest.Session && after is { } version
            && await reader.IsOnlyByAsync(command.Key, session, version, head.Version);
        return new Conflict(command, refused, current?.Content, self);
    }

    /// <summary>Writes the members <c>self</c>, <c>base</c> and <c>current</c>.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteBoolean("self", _self);
        if (_refused.Base is { } etag)
        {
            writer.WriteStartObject("base");
            writer.WriteNumber("version", etag.Version);
            writer.WriteString("etag", etag.ToString());
            writer.WriteBoolean("kept", value: true);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("base");
        }

        if (_refused.Head is null)
        {
            writer.WriteNull("current");
            return;
        }

        writer.WritePropertyName("current");
        WriteCurrent(writer, _refused.Head.Newest);
    }

    private void WriteCurrent(Utf8JsonWriter writer, Revision newest)
    {
        writer.WriteStartObject();
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
        else if (_current is not null)
        {
            writer.WriteString("contentType", _current.Type);
            WriteContent(writer, _current);
        }

        writer.WriteEndObject();
    }

    private void WriteContent(Utf8JsonWriter writer, Content content)
    {
        if (content.Bytes.Length <= MaxInlineBytes && InlineContent.IsReadable(content))
        {
            InlineContent.Write(writer, "content", content);
        }
        else
        {
            writer.WriteString("contentUrl", $"{_command.Key}/revisions/{_refused.Head!.Version}");
        }
    }
}
