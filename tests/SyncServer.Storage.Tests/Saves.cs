using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Ports;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Tests;

/// <summary>Commands as the door would read them.</summary>
internal static class Saves
{
    private static ulong _nonce;

    public static DocumentKey Key(string id = "a") => new("notes", id);

    public static SessionKey Session(string id) => SessionKey.Of("secret"u8, "amy", id);

    public static Precondition On(params ETag[] etags) => new Precondition.IfMatch(etags);

    public static Precondition None { get; } = new Precondition.IfNoneMatchAny();

    public static SaveCommand Put(string? session, long? sequence, Precondition precondition, string text, string id = "a") =>
        Command(SaveMethod.Put, session, sequence, precondition, new Content("text/plain", Encoding.UTF8.GetBytes(text)), id);

    public static SaveCommand Delete(string? session, long? sequence, Precondition precondition, string id = "a") =>
        Command(SaveMethod.Delete, session, sequence, precondition, body: null, id);

    public static SaveCommand Command(SaveMethod method, string? session, long? sequence, Precondition precondition, Content? body, string id = "a") => new()
    {
        Key = Key(id),
        Method = method,
        Precondition = precondition,
        By = new Person("amy", "Amy"),
        Session = session is null ? null : Session(session),
        Sequence = sequence,
        Body = body,
        Digest = sequence is null ? default : Digest.Of(method.ToString(), body?.Type ?? "", body is null ? default : body.Bytes.Span),
        Nonce = Interlocked.Increment(ref _nonce),
        Policy = CollectionPolicy.Default,
    };

    public static async Task<SaveDecision> SaveAsync(this IDocumentLog log, SaveCommand command) => (await log.CommitAsync([command]))[0];

    public static async Task<Head> WriteAsync(this IDocumentLog log, SaveCommand command) =>
        Assert.IsType<SaveDecision.Written>(await log.SaveAsync(command)).Head;

    /// <summary>The newest version and its bytes.</summary>
    public static async Task<(DocumentInfo Info, Content? Content)?> ReadAsync(this IDocumentReader reader, DocumentKey key) =>
        await reader.NewestAsync(key) is { } info ? (info, (await reader.ReadAsync(key, info.Version))!.Value.Content) : null;

    public static string Text(this Content? content) => Encoding.UTF8.GetString(content!.Bytes.Span);
}
