using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SyncServer.Nodes;

/// <summary>What one node tells the others.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Changes), "changes")]
[JsonDerivedType(typeof(Hello), "hello")]
[JsonDerivedType(typeof(Presence), "presence")]
internal abstract record NodeMessage
{
    /// <summary>There is something to read in the log.</summary>
    public sealed record Changes : NodeMessage;

    /// <summary>Somebody listens who may have missed what was sent before.</summary>
    public sealed record Hello : NodeMessage;

    /// <summary>A session came, does something, or is gone.</summary>
    /// <param name="Collection">Of the document.</param>
    /// <param name="Id">Of the document.</param>
    /// <param name="Session">Its key, in hex.</param>
    /// <param name="User">The person's id.</param>
    /// <param name="Name">The person's name.</param>
    /// <param name="State">What it does.</param>
    /// <param name="Field">Where.</param>
    /// <param name="Stamp">Rises with every message about this session.</param>
    /// <param name="Age">How long ago that was, in milliseconds.</param>
    public sealed record Presence(
        string Collection, string Id, string Session, string User, string Name, Core.Presence.PresenceState State, string? Field, long Stamp, long Age) : NodeMessage;
}

/// <summary>A message under the name of the node that sends it.</summary>
internal sealed record NodeEnvelope(string From, NodeMessage Message);

/// <summary>Messages as JSON.</summary>
[JsonSerializable(typeof(NodeEnvelope))]
internal sealed partial class NodeJson : JsonSerializerContext
{
    /// <summary>The context to use: letters stay letters, as messages are bounded.</summary>
    public static NodeJson Plain { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
