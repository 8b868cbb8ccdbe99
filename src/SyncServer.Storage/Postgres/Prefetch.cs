using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// Predicts what the commands of a batch need, so that it can be loaded in one round trip. A wrong prediction costs a round trip but changes no decision:
/// <see cref="OpenDocument.FindMissing"/> returns what is still missing.
/// </summary>
internal static class Prefetch
{
    /// <summary>What the commands for one document are likely to need.</summary>
    /// <param name="document">The document before the batch.</param>
    /// <param name="commands">All commands of the batch for it.</param>
    /// <param name="limits">The limits of session records.</param>
    /// <param name="now">The time of the decisions, UTC.</param>
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
        // Records must be loaded if another session saves, or a session saves on a tombstone, because then the record of the head's session is written; and when
        // the record of a long run is due.
        if (found.Deleted || commands.Any(command => command.Session != found.Newest.Session)
            || (found.Version % limits.WriteEvery) + commands.Count >= limits.WriteEvery
            || commands.Any(command => NeedsRecord(command, document, found, limits, now)))
        {
            missing.UnionWith(commands.Select(command => command.Session).Append(found.Newest.Session).OfType<SessionKey>().Select(session => new Missing.Record(session)));
        }

        return missing;
    }

    /// <summary>
    /// Whether a save of the session that wrote the head needs its record for the decision, or changes the stored record, assuming that the versions that it
    /// names exist.
    /// </summary>
    private static bool NeedsRecord(SaveCommand command, OpenDocument document, Head found, SessionLimits limits, DateTimeOffset now)
    {
        var named = ETagsOf(command).Select(etag => (NamedVersion?)new NamedVersion(etag, found.Newest.SavedAt, ReplacedAt: null)).MaxBy(version => version!.Value.ETag.Version);
        var state = new DocumentState { Head = found, Content = document.Content, Named = named, SessionLife = limits.Life, Locks = [] };
        return SaveRules.NeedsRecord(command, state, now) || (command.Body is not null && command.Body.Equals(document.Content));
    }

    private static IReadOnlyList<ETag> ETagsOf(SaveCommand command) => command.Precondition is Precondition.IfMatch { ETags: var etags } ? etags : [];
}
