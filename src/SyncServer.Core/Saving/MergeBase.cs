using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>What a stale save was made on (protocol 4.9).</summary>
/// <param name="Content">The bytes; null where they are not kept.</param>
/// <param name="IsKnown">Whether it is certain that these are what its user went on from: else there is something to show, and nothing to merge.</param>
public readonly record struct MergeBase(Content? Content, bool IsKnown)
{
    /// <summary>
    /// Finds it. A client with saves in flight goes on from what it sent, not from what was stored. Where what it sent can no longer be told, or it
    /// has seen more of others since, its user's newest edits cannot be told either. Neither can they be told of another life of the document.
    /// </summary>
    /// <param name="command">The save.</param>
    /// <param name="head">The head that it met.</param>
    /// <param name="named">The version that it names.</param>
    /// <param name="own">The session's last accepted save after that version.</param>
    /// <param name="read">Reads a version; null where it is not kept.</param>
    /// <param name="older">Gives some versions before one, newest first.</param>
    /// <param name="shadow">Reads what the session submitted under a sequence with a save that was merged; null where that is not kept.</param>
    public static async Task<MergeBase> FindAsync(
        SaveCommand command, Head head, ETag named, Submission? own,
        Func<long, Task<(Revision Revision, Content? Content)?>> read, Func<long, Task<IReadOnlyList<Revision>?>> older, Func<long, Task<Shadow?>> shadow)
    {
        var version = await read(named.Version) is { } found && found.Revision.ETag == named ? found : ((Revision Revision, Content? Content)?)null;
        // In the resolution that is stored.
        var isSameLife = version?.Revision.SavedAt.ToUnixTimeMilliseconds() >= head.CreatedAt.ToUnixTimeMilliseconds();
        // A save that left the very version unchanged is what that version holds.
        if (own is null || own.ETag == named)
        {
            return new MergeBase(version?.Content, isSameLife);
        }

        var session = command.Session!.Value;
        var submitted = await shadow(own.Sequence)
            ?? (await read(own.ETag.Version) is ({ IsAsSubmitted: true, Base: { } made } revision, { } content) && revision.Session == session ? new Shadow(made, content) : null);
        return submitted is not null && await Knowledge.IsSameAsync(session, submitted.Base, named.Version, older)
            ? new MergeBase(submitted.Content, isSameLife)
            : new MergeBase(version?.Content, IsKnown: false);
    }
}
