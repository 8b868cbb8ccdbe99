using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using SyncServer.Core.Documents;
using SyncServer.Core.Live;
using SyncServer.Core.Locking;
using SyncServer.Core.Merging;

namespace SyncServer.Live;

/// <summary>A message between nodes.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Changes), "changes")]
[JsonDerivedType(typeof(Hello), "hello")]
[JsonDerivedType(typeof(Presence), "presence")]
[JsonDerivedType(typeof(Lock), "lock")]
internal abstract record NodeMessage
{
    /// <summary>There are new changes in the log.</summary>
    public sealed record Changes : NodeMessage;

    /// <summary>A node has started to listen, and may have missed earlier messages.</summary>
    public sealed record Hello : NodeMessage;

    /// <summary>The presence of a session changed.</summary>
    /// <param name="Collection">The document's collection.</param>
    /// <param name="Id">The document's id.</param>
    /// <param name="Session">The session's key, in hex.</param>
    /// <param name="User">The person's id.</param>
    /// <param name="Name">The person's name.</param>
    /// <param name="State">The state.</param>
    /// <param name="Field">The field that the session is in.</param>
    /// <param name="Stamp">Increases with every message about this session.</param>
    /// <param name="Age">The time since the last heartbeat of the session, in milliseconds.</param>
    public sealed record Presence(
        string Collection, string Id, string Session, string User, string Name, PresenceState State, string? Field, long Stamp, long Age) : NodeMessage;

    /// <summary>A lock changed.</summary>
    /// <param name="Collection">The document's collection.</param>
    /// <param name="Id">The document's id.</param>
    /// <param name="Fence">The lock's fence.</param>
    /// <param name="Scope">The locked part, as a JSON pointer.</param>
    /// <param name="Session">The key of the session that holds it, in hex.</param>
    /// <param name="Holder">The person of that session.</param>
    /// <param name="Ttl">Its duration from each renewal.</param>
    /// <param name="ExpiresAt">When it expires.</param>
    /// <param name="What">The change.</param>
    /// <param name="TakenBy">The person who took it over, if any.</param>
    public sealed record Lock(
        string Collection, string Id, long Fence, string Scope, string Session, Person Holder, TimeSpan Ttl, DateTimeOffset ExpiresAt, LockChange What, Person? TakenBy) : NodeMessage
    {
        /// <summary>Creates the message.</summary>
        public static Lock Of(LockNotice news) => new(
            news.Key.Collection, news.Key.Id, news.Lock.Fence, news.Lock.Scope.Text, Convert.ToHexStringLower(news.Lock.Session.ToBytes()), news.Lock.Holder, news.Lock.Ttl,
            news.Lock.ExpiresAt, news.Change, news.TakenBy);

        /// <summary>Converts the message back.</summary>
        public LockNotice ToNews() => new(
            new DocumentKey(Collection, Id),
            new DocumentLock
            {
                Fence = Fence,
                Scope = JsonPointer.TryParse(Scope, out var scope) ? scope : JsonPointer.Root,
                Session = SessionKey.FromBytes(Convert.FromHexString(Session)),
                Holder = Holder,
                Ttl = Ttl,
                ExpiresAt = ExpiresAt,
            },
            What,
            TakenBy);
    }
}

/// <summary>A message with the name of the node that sends it.</summary>
internal sealed record NodeEnvelope(string From, NodeMessage Message);

/// <summary>The JSON format of messages.</summary>
[JsonSerializable(typeof(NodeEnvelope))]
internal sealed partial class NodeJson : JsonSerializerContext
{
    /// <summary>The context to use. Its encoder does not escape letters, as the size of a message is limited.</summary>
    public static NodeJson Plain { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
