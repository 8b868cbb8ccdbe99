using SyncServer.Core.Ports;
using SyncServer.Core.Saving;
using SyncServer.Feed;
using SyncServer.Nodes;
using SyncServer.Presence;

namespace SyncServer.Running;

/// <summary>What follows a commit beside its answers. Nothing here waits for anything.</summary>
internal sealed class AfterCommit(ChangeTail tail, NodeLink nodes, PresenceBoard presence) : IAfterCommit
{
    /// <inheritdoc/>
    public void Committed(IReadOnlyList<SaveCommand> batch, IReadOnlyList<SaveDecision> decisions)
    {
        if (decisions.Any(decision => decision is SaveDecision.Written))
        {
            tail.Wake();
            nodes.SendChanges();
        }

        presence.Saved(batch, decisions);
    }
}
