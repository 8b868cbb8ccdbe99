using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using SyncServer.Core.Documents;
using SyncServer.Core.Live;
using SyncServer.Core.Locking;
using SyncServer.Core.Merging;

namespace SyncServer.Live;

/// <summary>What one node tells the others.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Changes), "changes")]
[JsonDerivedType(typeof(Hello), "hello")]
[JsonDerivedType(typeof(Presence), "presence")]
[JsonDerivedType(typeof(Lock), "lock")]
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
        string Collection, string Id, string Session, string User, string Name, PresenceState State, string? Field, long Stamp, long Age) : NodeMessage;

    /// <summary>Something happened to a lock.</summary>
    /// <param name="Collection">Of the document.</param>
    /// <param name="Id">Of the document.</param>
    /// <param name="Fence">Of the lock.</param>
    /// <param name="Scope">What is locked.</param>
    /// <param name="Session">The holding session's key, in hex.</param>
    /// <param name="Holder">Whose session that is.</param>
    /// <param name="Ttl">How long it lives after each sign of life.</param>
    /// <param name="ExpiresAt">When it dies.</param>
    /// <param name="What">What happened.</param>
    /// <param name="TakenBy">Who took it over.</param>
    public sealed record Lock(
        string Collection, string Id, long Fence, string Scope, string Session, Person Holder, TimeSpan Ttl, DateTimeOffset ExpiresAt, LockChange What, Person? TakenBy) : NodeMessage
    {
        /// <summary>From what a node was told.</summary>
        public static Lock Of(LockNotice news) => new(
            news.Key.Collection, news.Key.Id, news.Lock.Fence, news.Lock.Scope.Text, Convert.ToHexStringLower(news.Lock.Session.ToBytes()), news.Lock.Holder, news.Lock.Ttl,
            news.Lock.ExpiresAt, news.Change, news.TakenBy);

        /// <summary>What the other node was told.</summary>
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

/// <summary>A message under the name of the node that sends it.</summary>
internal sealed record NodeEnvelope(string From, NodeMessage Message);

/// <summary>Messages as JSON.</summary>
[JsonSerializable(typeof(NodeEnvelope))]
internal sealed partial class NodeJson : JsonSerializerContext
{
    /// <summary>The context to use: letters stay letters, as messages are bounded.</summary>
    public static NodeJson Plain { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
