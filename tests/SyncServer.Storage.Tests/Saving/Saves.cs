using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Tests.Saving;

/// <summary>Builds commands as the host would parse them.</summary>
internal static class Saves
{
    private static ulong _nonce;

    public static DocumentKey Key(string id = "a") => new("notes", id);

    public static SessionKey Session(string id) => SessionKey.Of("secret"u8, "amy", id);

    public static Precondition On(params ETag[] etags) => new Precondition.IfMatch(etags);

    public static Precondition None { get; } = new Precondition.IfNoneMatchAny();

    public static SaveCommand Put(string? session, long? sequence, Precondition precondition, string text, string id = "a") =>
        Command(SaveMethod.Put, session, sequence, precondition, new Content("text/plain", Encoding.UTF8.GetBytes(text)), id);

    public static SaveCommand PutJson(string? session, long? sequence, Precondition precondition, string json, string id = "a") =>
        Command(SaveMethod.Put, session, sequence, precondition, Json(json), id);

    public static SaveCommand Patch(string? session, long? sequence, Precondition precondition, string patch, string id = "a") =>
        Command(SaveMethod.Patch, session, sequence, precondition, new Content(Content.MergePatchType, Encoding.UTF8.GetBytes(patch)), id);

    public static Content Json(string json) => new("application/json", Encoding.UTF8.GetBytes(json));

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
        Digest = sequence is null ? default : Digest.Of(method.ToString().ToUpperInvariant(), body?.Type ?? "", body is null ? default : body.Bytes.Span),
        Nonce = Interlocked.Increment(ref _nonce),
        Policy = CollectionPolicy.Default,
    };

    /// <summary>The save with the preparation that a decision asked for.</summary>
    /// <param name="command">The save.</param>
    /// <param name="work">The decision.</param>
    /// <param name="contentOf">Returns the bytes of a version.</param>
    public static SaveCommand Prepare(this SaveCommand command, SaveDecision.Unprepared work, Func<ETag, Content?> contentOf) => command with
    {
        Prepared = Preparation.Of(command, work, work.Base switch
        {
            MergeBase.Named named => contentOf(named.ETag),
            MergeBase.Submitted { Submission: { ETag: { } etag } } => contentOf(etag),
            MergeBase.Submitted { Submission.Content: var content } => content,
            _ => null,
        }),
    };

    /// <summary>Saves, and repeats with a preparation as often as the decision asks for one.</summary>
    public static async Task<SaveDecision> SavePreparedAsync(this IBackend backend, SaveCommand command)
    {
        var decision = await backend.Log.SaveAsync(command);
        while (decision is SaveDecision.Unprepared work)
        {
            decision = await backend.Log.SaveAsync(command.Prepare(work, etag => backend.Reader.ReadAsync(command.Key, etag.Version).Result!.Value.Content));
        }

        return decision;
    }

    public static async Task<SaveDecision> SaveAsync(this IDocumentLog log, SaveCommand command) => (await log.CommitAsync([command]))[0];

    public static async Task<Head> WriteAsync(this IDocumentLog log, SaveCommand command) =>
        Assert.IsType<SaveDecision.Written>(await log.SaveAsync(command)).Head;

    /// <summary>The newest version and its bytes.</summary>
    public static async Task<(DocumentInfo Info, Content? Content)?> ReadAsync(this IDocumentReader reader, DocumentKey key) =>
        await reader.NewestAsync(key) is { } info ? (info, (await reader.ReadAsync(key, info.Version))!.Value.Content) : null;

    public static string Text(this Content? content) => Encoding.UTF8.GetString(content!.Bytes.Span);
}
