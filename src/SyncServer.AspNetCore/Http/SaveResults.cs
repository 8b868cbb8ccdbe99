using System.Diagnostics;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using SyncServer.Identity;
using SyncServer.Saving;

namespace SyncServer.Http;

/// <summary>Creates the response to a decided save (docs/protocol.md, sections 3 and 5).</summary>
internal sealed class SaveResults(IDocumentReader reader, ConflictReader conflicts, Permissions permissions)
{
    /// <summary>Creates the response.</summary>
    public async Task<IResult> CreateAsync(SaveRequest request, SaveDecision decision)
    {
        var command = request.Command;
        IResult result = decision switch
        {
            SaveDecision.Accepted accepted => new SaveResult(
                accepted is SaveDecision.Unchanged ? SaveOutcome.Unchanged : accepted.Head.Newest.Outcome,
                accepted.Head.Newest, request.WantsContent || accepted.BringsContent ? accepted.Content : null, command.Key),
            SaveDecision.Repeated repeated => await CreateAsync(request, repeated),
            SaveDecision.Refused refused => Problems.Of(refused, await conflicts.ReadAsync(command, refused)),
            _ => throw new UnreachableException(),
        };
        return result is SaveResult { Content: null } ? result : await CheckAccessAsync(command) ?? result;
    }

    private async Task<IResult> CreateAsync(SaveRequest request, SaveDecision.Repeated repeated)
    {
        var key = request.Command.Key;
        // A version that a session record refers to is kept, unless it was erased.
        return await reader.ReadAsync(key, repeated.ETag) is { } found
            ? new SaveResult(repeated.Outcome, found.Revision, request.WantsContent || repeated.BringsContent ? found.Content : null, key)
            : Problems.SequenceTooOld();
    }

    /// <summary>Repeats docs/protocol.md, section 4.1 before content is sent, as the role may have been revoked since the decision.</summary>
    private async Task<Problem?> CheckAccessAsync(SaveCommand command) =>
        command.Policy.Access is CollectionAccess.Private
            ? Problems.Of(await permissions.DecideAsync(command.By.Id, command.Key, command.Policy, Role.Editor, creates: true)) : null;
}
