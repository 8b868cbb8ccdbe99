using SyncServer.Core.Documents;
using SyncServer.Core.Policies;

namespace SyncServer.Core.Saving;

/// <summary>
/// A conflict that the database decided: what is known from then on about the other saves of that session on that version. Another session's
/// version lies after the named one, so it never lies in a run of this session again.
/// </summary>
/// <param name="Named">The version that the refused save named.</param>
/// <param name="Sequence">The sequence of that save: neither it nor a higher one had been accepted; null where it had none.</param>
public sealed record RecentConflict(ETag Named, long? Sequence)
{
    /// <summary>From a decision; null where it was no such conflict.</summary>
    public static RecentConflict? Of(SaveCommand command, SaveDecision decision) =>
        decision is SaveDecision.Refused { Reason: Refusal.EditConflict, Self: false, Named: { } named, Head: { } head } && head.Version > named.Version && IsSingle(command, named)
            ? new RecentConflict(named, command.Sequence) : null;

    /// <summary>Whether a save of that session would be refused as a conflict too: it is no repeat, it is not merged, and it needs no lock.</summary>
    public bool Dooms(SaveCommand command) =>
        IsSingle(command, Named)
        && (command.Sequence is null || command.Sequence >= Sequence)
        && command is { Method: not SaveMethod.Patch, OnConflict: OnConflict.Reject, Policy.Mode: not SaveMode.Pessimistic };

    private static bool IsSingle(SaveCommand command, ETag named) => command.Precondition is Precondition.IfMatch { ETags: [var only] } && only == named;
}
