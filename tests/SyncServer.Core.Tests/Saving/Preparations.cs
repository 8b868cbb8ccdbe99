using System.Collections.Concurrent;
using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving;

/// <summary>Caches preparations by their input, as a walk repeats the same merges many times.</summary>
internal static class Preparations
{
    private static readonly ConcurrentDictionary<Key, Preparation> Known = new();

    /// <summary>The result of <see cref="Preparation.Of"/>.</summary>
    public static Preparation Of(SaveCommand command, SaveDecision.Unprepared work, Content? @base) =>
        Known.GetOrAdd(
            new Key(command.Method, TextOf(command.Body), TextOf(work.Content), TextOf(@base), command.Policy.Merge.Formats.Count, command.Policy.MaxBytes, work.Base is null, work.NeedsPaths),
            _ => Preparation.Of(command, work, @base)) with
        { Head = work.Head.ETag, Base = work.Base };

    private static string TextOf(Content? content) => content is null ? "" : $"{content.Type}\n{Encoding.UTF8.GetString(content.Bytes.Span)}";

    private readonly record struct Key(SaveMethod Method, string Body, string Head, string Base, int TextPaths, int MaxBytes, bool IsPatch, bool NeedsPaths);
}
