namespace SyncServer.Load.Hammer;

/// <summary>
/// Saves that each meet an ordinary conflict: a session that has not saved before changes the title of the version that it names,
/// on which another session has typed since. The edits do not overlap, so the refusal has to say what merging them would give.
/// </summary>
/// <param name="server">Whom they are sent to.</param>
/// <param name="token">Who saves.</param>
/// <param name="newSession">The next Session-Id: a session is refused once, so none of them is a storm.</param>
/// <param name="text">The text as it was typed, under another title.</param>
internal sealed class StaleRequest(Uri server, string token, Func<string> newSession, DocumentText text) : IRequest
{
    public ReadOnlyMemory<byte> For(Document document)
    {
        // The save does not count as typing: the text stays that of the version which it names.
        document.Saves--;
        return new SaveRequest(server, token, newSession(), text, stale: true).For(document);
    }

    public bool Accepts(Answer answer) => answer.Status == 412 && answer.Body.IndexOf("\"mergeable\":true"u8) >= 0;
}
