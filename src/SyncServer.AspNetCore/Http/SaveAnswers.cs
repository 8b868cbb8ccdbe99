using System.Diagnostics;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using SyncServer.Identity;
using SyncServer.Saving;

namespace SyncServer.Http;

/// <summary>From the decision of a save to its answer (protocol sections 3 and 5).</summary>
internal sealed class SaveAnswers(IDocumentReader reader, ConflictReader conflicts, Permissions permissions)
{
    /// <summary>Makes the answer.</summary>
    /// <exception cref="UnavailableException">A version that it brings is not there any more.</exception>
    public async Task<IResult> ForAsync(SaveRequest request, SaveDecision decision)
    {
        var command = request.Command;
        IResult answer = decision switch
        {
            SaveDecision.Accepted accepted => new SaveAnswer(
                accepted is SaveDecision.Unchanged ? SaveOutcome.Unchanged : accepted.Head.Newest.Outcome,
                accepted.Head.Newest, request.WantsContent || accepted.BringsContent ? accepted.Content : null, command.Key),
            SaveDecision.Repeated repeated => await OfAsync(request, repeated),
            SaveDecision.Refused refused => Problems.Of(refused, await conflicts.ReadAsync(command, refused)),
            _ => throw new UnreachableException(),
        };
        return answer is SaveAnswer { Content: null } ? answer : await JudgeAgainAsync(command) ?? answer;
    }

    private async Task<SaveAnswer> OfAsync(SaveRequest request, SaveDecision.Repeated repeated)
    {
        var key = request.Command.Key;
        var found = await reader.ReadAsync(key, repeated.ETag) ?? throw new UnavailableException("The version is no longer kept.");
        return new SaveAnswer(repeated.Outcome, found.Revision, request.WantsContent || repeated.BringsContent ? found.Content : null, key);
    }

    /// <summary>Step 1, before content is shown: the right may have been withdrawn since the decision.</summary>
    private async Task<Problem?> JudgeAgainAsync(SaveCommand command) =>
        command.Policy.Access is CollectionAccess.Private
            ? Problems.Of(await permissions.JudgeAsync(command.By.Id, command.Key, command.Policy, Role.Editor, creates: true)) : null;
}
