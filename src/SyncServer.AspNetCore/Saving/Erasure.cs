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
/// <param name="flushConflicts">Completes when the conflicts that wait in the servers are recorded.</param>
internal sealed class Erasure(
    Func<SaveCommand, Task<SaveDecision>> save, Func<LockCommand, Task<LockDecision>> changeLocks, IEraser eraser, CollectionPolicies policies, Func<Task> flushConflicts)
{
    /// <summary>Within this time every server records the conflicts that wait in it.</summary>
    public static readonly TimeSpan ConflictDelay = 2 * ConflictRecorder.FlushInterval;

    private const int MaxAttempts = 10;
    private static readonly CollectionPolicy AllowsForce = new() { AllowForce = true };

    /// <summary>Erases a document.</summary>
    /// <param name="key">The document.</param>
    /// <param name="by">The user who erases it.</param>
    /// <exception cref="UnavailableException">It is created again each time it is deleted.</exception>
    public async Task<EraseResult> EraseDocumentAsync(DocumentKey key, Person by)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await eraser.EraseDocumentAsync(key) is var result and not EraseResult.InUse)
            {
                return result;
            }

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

        throw new UnavailableException($"{key} is being saved at the moment. Erase it again.");
    }

    /// <summary>Erases a user, and the private documents that no other user has a role for.</summary>
    /// <param name="user">The user's id.</param>
    /// <param name="by">The user who erases them.</param>
    /// <exception cref="UnavailableException">The user goes on creating documents.</exception>
    public async Task<ErasedUser> EraseUserAsync(string user, Person by)
    {
        // One that is recorded later would bring the name back.
        await flushConflicts();
        var replacement = new Person($"erased-{RandomNumberGenerator.GetHexString(12, lowercase: true)}", "Deleted user");
        var (documents, ownerless) = (0, new HashSet<DocumentKey>());
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            documents += await ErasePrivateAsync(user, by);
            ownerless.UnionWith(await eraser.EraseUserAsync(user, replacement));
            // What the user created between the two.
            documents += await ErasePrivateAsync(replacement.Id, by);
            if ((await eraser.ListDocumentsOfAsync(user)).Count == 0)
            {
                return new ErasedUser(documents, [.. ownerless], replacement.Id);
            }
        }

        throw new UnavailableException($"{user} is saving at the moment. Erase the user again.");
    }

    private async Task<int> ErasePrivateAsync(string user, Person by)
    {
        var documents = (await eraser.ListDocumentsOfAsync(user)).Where(IsPrivate).ToList();
        foreach (var document in documents)
        {
            await EraseDocumentAsync(document.Key, by);
        }

        return documents.Count;
    }

    // The settings may not name its collection any more. Then its access list shows that it is private.
    private bool IsPrivate(OwnedDocument document) => policies.Find(document.Key.Collection)?.Access is CollectionAccess.Private
        || (document.HasAccessList && !policies.Named.Contains(document.Key.Collection, StringComparer.Ordinal));
}

/// <summary>A user who was erased.</summary>
/// <param name="Documents">The number of erased private documents.</param>
/// <param name="Ownerless">The documents that have no owner any more.</param>
/// <param name="ReplacedBy">The id of the user in the versions and conflicts of other documents.</param>
internal sealed record ErasedUser(int Documents, IReadOnlyList<DocumentKey> Ownerless, string ReplacedBy);
