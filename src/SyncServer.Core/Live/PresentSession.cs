using SyncServer.Core.Documents;

namespace SyncServer.Core.Live;

/// <summary>A session that has a document open (protocol 10).</summary>
/// <param name="Key">Which document.</param>
/// <param name="Session">Which session: somebody with two windows is there twice.</param>
/// <param name="Person">Whose session that is.</param>
/// <param name="State">What it does.</param>
/// <param name="Field">A JSON pointer to where in the document; null where it did not say.</param>
public sealed record PresentSession(DocumentKey Key, SessionKey Session, Person Person, PresenceState State, string? Field);
