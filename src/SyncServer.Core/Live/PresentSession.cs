using SyncServer.Core.Documents;

namespace SyncServer.Core.Live;

/// <summary>A session that has a document open (docs/protocol.md, section 10).</summary>
/// <param name="Key">The document.</param>
/// <param name="Session">The session. A user with two windows has two.</param>
/// <param name="Person">The session's user.</param>
/// <param name="State">What the session does.</param>
/// <param name="Field">A JSON pointer to the part of the document that the user is in; null if the session did not send one.</param>
public sealed record PresentSession(DocumentKey Key, SessionKey Session, Person Person, PresenceState State, string? Field);
