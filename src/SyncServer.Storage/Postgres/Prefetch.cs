using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// What the commands of a batch will most likely need, so that it is loaded in one round trip. Nothing depends on it:
/// <see cref="OpenDocument.FindMissing"/> tells what is still missing.
/// </summary>
internal static class Prefetch
{
    /// <summary>What the commands for one document will most likely need.</summary>
    /// <param name="document">The document, as it was found.</param>
    /// <param name="commands">All commands of the batch for it.</param>
    /// <param name="limits">How much is remembered of a session.</param>
    /// <param name="now">When they are decided, UTC.</param>
    public static IEnumerable<Missing> Of(OpenDocument document, IReadOnlyList<SaveCommand> commands, SessionLimits limits, DateTimeOffset now)
    {
        if (document.Found is not { } found)
        {
            return [];
        }

        var missing = new HashSet<Missing>();
        if (!found.Deleted && document.Content is null && commands.Any(command => command.Method is not SaveMethod.Delete))
        {
            missing.Add(new Missing.Content());
        }

        missing.UnionWith(commands.SelectMany(ETagsOf).Where(etag => etag.Version > 0 && etag.Version < found.Version).Select(etag => new Missing.Version(etag)));
        // Where another session saves, or one on a tombstone, the newest versions stop telling what the session of the head did. Else they do it until
        // its record is written.
        if (found.Deleted || commands.Any(command => command.Session != found.Newest.Session)
            || (found.Version % limits.WriteEvery) + commands.Count >= limits.WriteEvery
            || commands.Any(command => NeedsRecord(command, document, found, limits, now)))
        {
            missing.UnionWith(commands.Select(command => command.Session).Append(found.Newest.Session).OfType<SessionKey>().Select(session => new Missing.Record(session)));
        }

        return missing;
    }

    /// <summary>Whether deciding a save of the session that wrote the head takes its record, or the save changes it: if the versions that it names exist.</summary>
    private static bool NeedsRecord(SaveCommand command, OpenDocument document, Head found, SessionLimits limits, DateTimeOffset now)
    {
        var named = ETagsOf(command).Select(etag => (NamedVersion?)new NamedVersion(etag, found.Newest.SavedAt, ReplacedAt: null)).MaxBy(version => version!.Value.ETag.Version);
        var state = new DocumentState { Head = found, Content = document.Content, Named = named, SessionLife = limits.Life, Locks = [] };
        return SaveRules.NeedsRecord(command, state, now) || (command.Body is not null && command.Body.Equals(document.Content));
    }

    private static IReadOnlyList<ETag> ETagsOf(SaveCommand command) => command.Precondition is Precondition.IfMatch { ETags: var etags } ? etags : [];
}
