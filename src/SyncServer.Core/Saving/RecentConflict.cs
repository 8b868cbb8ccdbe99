using SyncServer.Core.Documents;
using SyncServer.Core.Policies;

namespace SyncServer.Core.Saving;

/// <summary>
/// A conflict that was decided in the database, and what follows from it for other saves of the same session on the same version: a version of another
/// session lies after the named one, so the named one can never be in a run of this session again.
/// </summary>
/// <param name="Named">The version that the refused save named.</param>
/// <param name="Sequence">The sequence of that save; null if it had none. Neither this nor a higher sequence of the session had been accepted.</param>
public sealed record RecentConflict(ETag Named, long? Sequence)
{
    /// <summary>From a decision; null if it was not such a conflict.</summary>
    public static RecentConflict? Of(SaveCommand command, SaveDecision decision) =>
        decision is SaveDecision.Refused { Reason: Refusal.EditConflict, Self: false, Named: { } named, Head: { } head } && head.Version > named.Version && IsSingle(command, named)
            ? new RecentConflict(named, command.Sequence) : null;

    /// <summary>Whether another save of the session is certain to be refused as a conflict: it is not a replay, is not to be merged, and needs no lock.</summary>
    public bool WouldRefuse(SaveCommand command) =>
        IsSingle(command, Named)
        && (command.Sequence is null || command.Sequence >= Sequence)
        && command is { Method: not SaveMethod.Patch, OnConflict: OnConflict.Reject, Policy.Mode: not SaveMode.Pessimistic };

    private static bool IsSingle(SaveCommand command, ETag named) => command.Precondition is Precondition.IfMatch { ETags: [var only] } && only == named;
}
