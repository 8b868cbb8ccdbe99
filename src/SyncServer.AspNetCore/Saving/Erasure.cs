using System.Security.Cryptography;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Locking;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using SyncServer.Settings;

namespace SyncServer.Saving;

/// <summary>Erases documents and users. A document is first deleted by a save, as any other, which is forced and so on record; then the store removes what is left.</summary>
/// <param name="save">Decides and commits a save.</param>
/// <param name="changeLocks">Decides and commits a change of locks.</param>
/// <param name="eraser">Removes what saves leave.</param>
/// <param name="policies">The policies of collections.</param>
internal sealed class Erasure(Func<SaveCommand, Task<SaveDecision>> save, Func<LockCommand, Task<LockDecision>> changeLocks, IEraser eraser, CollectionPolicies policies)
{
    private static readonly CollectionPolicy AllowsForce = new() { AllowForce = true };

    /// <summary>Erases a document.</summary>
    /// <param name="key">The document.</param>
    /// <param name="by">The user who erases it.</param>
    public async Task<EraseResult> EraseDocumentAsync(DocumentKey key, Person by)
    {
        EraseResult result;
        while ((result = await eraser.EraseDocumentAsync(key)) is EraseResult.InUse)
        {
            await changeLocks(new LockCommand.Clear(key, All: true));
            await save(new SaveCommand
            {
                Key = key,
                Method = SaveMethod.Delete,
                Precondition = new Precondition.IfMatchAny(),
                By = by,
                Nonce = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))),
                Policy = AllowsForce,
            });
        }

        return result;
    }

    /// <summary>Erases a user, and the private documents that no other user has a role for.</summary>
    /// <param name="user">The user's id.</param>
    /// <param name="by">The user who erases them.</param>
    public async Task<ErasedUser> EraseUserAsync(string user, Person by)
    {
        var documents = (await eraser.ListDocumentsOfAsync(user)).Where(key => policies.Find(key.Collection)?.Access is CollectionAccess.Private).ToList();
        foreach (var key in documents)
        {
            await EraseDocumentAsync(key, by);
        }

        var replacement = new Person($"erased-{RandomNumberGenerator.GetHexString(12, lowercase: true)}", "Deleted user");
        return new ErasedUser(documents.Count, await eraser.EraseUserAsync(user, replacement), replacement.Id);
    }
}

/// <summary>A user who was erased.</summary>
/// <param name="Documents">The number of erased private documents.</param>
/// <param name="Ownerless">The documents that have no owner any more.</param>
/// <param name="ReplacedBy">The id of the user in the versions and conflicts of other documents.</param>
internal sealed record ErasedUser(int Documents, IReadOnlyList<DocumentKey> Ownerless, string ReplacedBy);
