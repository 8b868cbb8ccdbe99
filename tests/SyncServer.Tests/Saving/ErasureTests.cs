using Microsoft.Extensions.Configuration;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Locking;
using SyncServer.Core.Saving;
using SyncServer.Saving;
using SyncServer.Settings;

namespace SyncServer.Tests.Saving;

/// <summary>Erasing while others save.</summary>
public sealed class ErasureTests
{
    private static readonly Person Operator = new("operator", "Operator");

    [Fact]
    public async Task A_document_that_is_created_again_each_time_is_reported()
    {
        var eraser = new BusyEraser { Result = EraseResult.InUse };
        await Assert.ThrowsAsync<UnavailableException>(() => Erase(eraser).EraseDocumentAsync(new DocumentKey("notes", "a"), Operator));
    }

    [Fact]
    public async Task What_the_user_creates_meanwhile_is_erased_too()
    {
        // Before the user is replaced, between the two, and after it.
        var eraser = new BusyEraser { Created = new([["a"], ["b"], ["c"], ["d"], [], []]) };
        var erased = await Erase(eraser).EraseUserAsync("amy", Operator);
        Assert.Equal(3, erased.Documents);
        Assert.Equal(["a", "b", "d"], eraser.Erased);
    }

    [Fact]
    public async Task A_user_who_never_stops_creating_documents_is_reported() => await Assert.ThrowsAsync<UnavailableException>(
        () => Erase(new BusyEraser { Created = new(Enumerable.Repeat<string[]>(["a"], 1000)) }).EraseUserAsync("amy", Operator));

    private static Erasure Erase(BusyEraser eraser)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Sync:Collections:diaries:Access", "private")]).Build();
        var settings = new SyncSettings(configuration, People: null, IsDevelopment: true, IsProduction: false);
        return new Erasure(
            _ => Task.FromResult<SaveDecision>(new SaveDecision.Refused(Refusal.NotFound)), _ => Task.FromResult<LockDecision>(new LockDecision.Cleared()), eraser,
            new CollectionPolicies(settings, SavingOptions.Read(configuration).Sessions), () => Task.CompletedTask);
    }

    /// <summary>An eraser of a store in which others save.</summary>
    private sealed class BusyEraser : IEraser
    {
        public EraseResult Result { get; init; } = EraseResult.Erased;

        /// <summary>The documents that each listing returns.</summary>
        public Queue<string[]> Created { get; init; } = new();

        public List<string> Erased { get; } = [];

        public Task<EraseResult> EraseDocumentAsync(DocumentKey key)
        {
            Erased.Add(key.Id);
            return Task.FromResult(Result);
        }

        public Task<EraseResult> EraseVersionAsync(DocumentKey key, long version) => throw new NotSupportedException();

        public Task<IReadOnlyList<OwnedDocument>> ListDocumentsOfAsync(string user) =>
            Task.FromResult<IReadOnlyList<OwnedDocument>>([.. Created.Dequeue().Select(id => new OwnedDocument(new DocumentKey("diaries", id), HasAccessList: true))]);

        public Task<IReadOnlyList<DocumentKey>> EraseUserAsync(string user, Person replacement) => Task.FromResult<IReadOnlyList<DocumentKey>>([]);
    }
}
