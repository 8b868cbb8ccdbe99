using Microsoft.Extensions.DependencyInjection;
using SyncServer.Core.Documents;
using SyncServer.Saving;
using SyncServer.Storage;

namespace SyncServer.Tests.Saving;

/// <summary>An ETag always names one version's content (docs/protocol.md, section 1), even if a database that was restored under a running node reuses a version number.</summary>
public sealed class RecentVersionsTests : IAsyncDisposable
{
    private readonly SyncApp _app = new()
    {
        MoreServices = services => services
            .AddSingleton(sp => new RestoredReader(sp.GetRequiredService<DocumentStore>().Reader))
            .AddSingleton<IDocumentReader>(sp => new RecentVersions(sp.GetRequiredService<RestoredReader>())),
    };

    [Fact]
    public async Task A_read_never_returns_the_content_of_a_lost_version_with_the_same_number()
    {
        var amy = await _app.SignInAsync();
        var note = SyncApp.NewDocument();
        await amy.Create(note, "\"lost\"");
        var lost = await amy.Get(note);

        _app.Services.GetRequiredService<RestoredReader>().IsRestored = true;
        var read = await amy.Get(note);

        Assert.Equal(lost.Version, read.Version);
        Assert.NotEqual(lost.ETag, read.ETag);
        Assert.Equal("\"other\"", read.Text);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>A store that has other versions with the same numbers after it is restored.</summary>
    private sealed class RestoredReader(IDocumentReader inner) : IDocumentReader
    {
        public bool IsRestored { get; set; }

        public async ValueTask<Head?> NewestAsync(DocumentKey key, long atLeast = 0) =>
            await inner.NewestAsync(key, atLeast) is { } head ? head with { Newest = Other(head.Newest) } : null;

        public async Task<(Revision Revision, Content? Content)?> ReadAsync(DocumentKey key, long version) =>
            await inner.ReadAsync(key, version) is not { } found ? null
                : IsRestored ? (Other(found.Revision), new Content("application/json", "\"other\""u8.ToArray()))
                : found;

        public Task<IReadOnlyList<(string Id, DocumentInfo Info)>> ListAsync(string collection, string? after, int limit, string? readableBy = null) =>
            inner.ListAsync(collection, after, limit, readableBy);

        public Task<IReadOnlyList<Revision>?> RevisionsAsync(DocumentKey key, long? before, int limit) => inner.RevisionsAsync(key, before, limit);

        private Revision Other(Revision revision) => IsRestored ? revision with { ETag = revision.ETag with { Nonce = ~revision.ETag.Nonce } } : revision;
    }
}
