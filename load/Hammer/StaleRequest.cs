namespace SyncServer.Load.Hammer;

/// <summary>
/// Saves that each cause an ordinary conflict: a session that has not saved before changes the title of the version that it names,
/// on which another session has typed since. The edits do not overlap, so the refusal includes the merge.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="token">The token.</param>
/// <param name="newSession">Returns a new Session-Id: each session is refused once, so no early refusal applies.</param>
/// <param name="text">The text with another title.</param>
internal sealed class StaleRequest(Uri server, string token, Func<string> newSession, DocumentText text) : IRequest
{
    public ReadOnlyMemory<byte> For(Document document)
    {
        // Not counted as typing: the text remains that of the named version.
        document.Saves--;
        return new SaveRequest(server, token, newSession(), text, stale: true).For(document);
    }

    public bool Accepts(Answer answer) => answer.Status == 412 && answer.Body.IndexOf("\"mergeable\":true"u8) >= 0;
}
