using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>The published idea as it stands: the ETag is the head's, or the session wrote the head within the window. No run base, no sequence.</summary>
public static class PlainRule
{
    /// <summary>Decides as the plain rule would.</summary>
    public static SaveDecision Decide(SaveCommand command, DocumentState state, DateTimeOffset now)
    {
        var skips = command.Session is { } session && state.Head is { Deleted: false } own && own.Newest.Session == session
            && now - own.Run.AcceptedAt <= command.Policy.Window;
        // The real rule writes it; only the check before is the plain one's.
        var verified = command with { Sequence = null, Precondition = skips ? new Precondition.IfMatch([state.Head!.ETag]) : command.Precondition };
        var decision = SaveRules.Decide(verified, skips ? state with { Named = state.Head!.ETag } : state, now);
        return decision is SaveDecision.Written { Head: { } head } written
            ? written with { Head = head with { Newest = head.Newest with { Sequence = command.Sequence } } }
            : decision;
    }
}
