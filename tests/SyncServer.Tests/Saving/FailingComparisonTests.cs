using System.Buffers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using SyncServer.Core.Documents;
using SyncServer.Storage;

namespace SyncServer.Tests.Saving;

/// <summary>A comparison that throws, as by an error in the merge.</summary>
public sealed class FailingComparisonTests
{
    [Theory]
    [InlineData("merge")]
    [InlineData("reject")]
    public async Task A_save_whose_comparison_throws_is_a_conflict_without_a_merge(string onConflict)
    {
        var log = new EventIds();
        await using var app = new SyncApp
        {
            MoreServices = services => services.AddLogging(logging => logging.AddProvider(log))
                .Replace(ServiceDescriptor.Singleton<IDocumentReader>(sp => new UnreadableBase(sp.GetRequiredService<DocumentStore>().Reader))),
        };
        var note = SyncApp.NewDocument();
        var amy = await app.SignInAsync();
        var first = await amy.Tab().Create(note, """{"a":1,"b":1}""");
        await amy.Tab().Put(note, """{"a":2,"b":1}""").On(first);
        var conflict = (await amy.Tab().Put(note, """{"a":1,"b":2}""").On(first).Header("On-Conflict", onConflict)).Refused("edit-conflict").Json;
        Assert.False(conflict.GetProperty("mergeable").GetBoolean());
        Assert.False(conflict.TryGetProperty("changes", out _));
        Assert.Equal("""{"a":2,"b":1}""", conflict.GetProperty("current").GetProperty("content").GetRawText());
        Assert.Equal([212], log.Errors);
    }

    /// <summary>The bytes of the first version of a document cannot be read.</summary>
    private sealed class UnreadableBase(IDocumentReader reader) : IDocumentReader
    {
        public ValueTask<Head?> NewestAsync(DocumentKey key, long atLeast = 0) => reader.NewestAsync(key, atLeast);

        public async Task<(Revision Revision, Content? Content)?> ReadAsync(DocumentKey key, long version) =>
            await reader.ReadAsync(key, version) is not { } found ? null
            : version == 1 ? found with { Content = found.Content! with { Bytes = new UnreadableMemory().Bytes } }
            : found;

        public Task<IReadOnlyList<(string Id, DocumentInfo Info)>> ListAsync(string collection, string? after, int limit, string? readableBy = null) =>
            reader.ListAsync(collection, after, limit, readableBy);

        public Task<IReadOnlyList<Revision>?> RevisionsAsync(DocumentKey key, long? before, int limit) => reader.RevisionsAsync(key, before, limit);
    }

    private sealed class UnreadableMemory : MemoryManager<byte>
    {
        public ReadOnlyMemory<byte> Bytes => CreateMemory(1);

        public override Span<byte> GetSpan() => throw new InvalidOperationException("It cannot be compared.");

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }

    private sealed class EventIds : ILoggerProvider, ILogger
    {
        public List<int> Errors { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Errors)
            {
                Errors.Add(eventId.Id);
            }
        }

        public void Dispose()
        {
        }
    }
}
