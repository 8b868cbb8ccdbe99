using System.Globalization;
using System.Text;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using SyncServer.Identity;

namespace SyncServer.Http;

/// <summary>Reads the headers and the body of a save into a command, or refuses them (docs/protocol.md, sections 4.2 and 4.3).</summary>
/// <param name="Command">The save.</param>
/// <param name="WantsContent"><c>Prefer: return=representation</c>.</param>
internal readonly record struct SaveRequest(SaveCommand Command, bool WantsContent)
{
    // 2^53-1: the largest integer that every JSON parser represents exactly.
    private const long MaxSequence = 9_007_199_254_740_991;

    private const int MaxTypeLength = 255;

    /// <summary>Reads a save of a document whose names are valid.</summary>
    /// <param name="http">The request.</param>
    /// <param name="method">The method of the save.</param>
    /// <param name="key">The document.</param>
    /// <param name="policy">The policy of its collection.</param>
    /// <param name="sessions">Maps session ids to keys.</param>
    /// <param name="restored">The version that a restore names, with its content if it is kept; null for other methods.</param>
    public static Task<(SaveRequest? Request, Problem? Problem)> ReadAsync(
        HttpContext http, SaveMethod method, DocumentKey key, CollectionPolicy policy, Sessions sessions, (long Version, Content? Content)? restored = null) =>
        ReadAsync(http, http.Request.Headers, max => BodyReader.ReadAsync(http.Request, max), method, key, policy, sessions, restored);

    /// <summary>Reads an item of a batch as the equivalent single request.</summary>
    /// <param name="http">The request of the batch.</param>
    /// <param name="headers">The headers of the item.</param>
    /// <param name="body">The body of the item.</param>
    /// <param name="method">The method of the save.</param>
    /// <param name="key">The document.</param>
    /// <param name="policy">The policy of its collection.</param>
    /// <param name="sessions">Maps session ids to keys.</param>
    public static Task<(SaveRequest? Request, Problem? Problem)> ReadItemAsync(
        HttpContext http, IHeaderDictionary headers, ReadOnlyMemory<byte> body, SaveMethod method, DocumentKey key, CollectionPolicy policy, Sessions sessions) =>
        ReadAsync(http, headers, max => ValueTask.FromResult<ReadOnlyMemory<byte>?>(body.Length > max ? null : body), method, key, policy, sessions, restored: null);

    private static async Task<(SaveRequest? Request, Problem? Problem)> ReadAsync(
        HttpContext http, IHeaderDictionary headers, Func<int, ValueTask<ReadOnlyMemory<byte>?>> body,
        SaveMethod method, DocumentKey key, CollectionPolicy policy, Sessions sessions, (long Version, Content? Content)? restored)
    {
        var person = http.User.ToPerson();
        Precondition? precondition = null;
        SessionKey? session = null;
        long? sequence = null;
        long? parent = null;
        var onConflict = policy.OnConflict;
        ConflictId? conflictId = null;
        if ((ReadSession(http.Request, sessions, person, out session) ?? ReadSequence(headers, session, out sequence)
            ?? ReadParent(headers, sequence, out parent)
            ?? ReadOnConflict(headers, ref onConflict) ?? ReadConflictId(headers, out conflictId) ?? ReadPrecondition(headers, out precondition)) is { } invalid)
        {
            return (null, invalid);
        }

        var (content, problem) = method is SaveMethod.Delete or SaveMethod.Restore ? (restored?.Content, null) : await ReadBodyAsync(headers, body, method, policy.MaxBytes);
        if (problem is not null)
        {
            return (null, problem);
        }

        if (precondition is null)
        {
            return (null, Problems.PreconditionRequired());
        }

        var (wantsContent, strict) = ReadPrefer(headers["Prefer"]);
        var command = new SaveCommand
        {
            Key = key,
            Method = method,
            Precondition = precondition,
            By = person,
            Session = session,
            Sequence = sequence,
            Parent = parent,
            Strict = strict,
            OnConflict = onConflict,
            ConflictId = conflictId,
            Body = content,
            Digest = sequence is null ? default
                : restored is { Version: var version } ? Digest.Of(VerbOf(method), "", Encoding.ASCII.GetBytes(version.ToString(CultureInfo.InvariantCulture)))
                : Digest.Of(VerbOf(method), content?.Type ?? "", content is null ? default : content.Bytes.Span),
            Nonce = (ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue),
            Policy = policy,
            MayWait = sequence is not null,
        };
        return (new SaveRequest(command, wantsContent), null);
    }

    /// <summary>Reads the session of a request; <paramref name="session"/> is null if it has none.</summary>
    public static Problem? ReadSession(HttpRequest request, Sessions sessions, Person person, out SessionKey? session)
    {
        session = null;
        var values = request.Headers["Session-Id"];
        values = values.Count > 0 ? values : request.Query["session_id"];
        if (values.Count == 0)
        {
            return null;
        }

        if (values.Count > 1 || !SessionKey.IsSessionId(values.ToString()))
        {
            return Problems.InvalidHeader("Session-Id must be 8 to 128 characters of A-Z a-z 0-9 . _ ~ -");
        }

        session = sessions.Of(person.Id, values.ToString());
        return null;
    }

    private static Problem? ReadSequence(IHeaderDictionary headers, SessionKey? session, out long? sequence)
    {
        sequence = null;
        var values = headers["Save-Sequence"];
        if (values.Count == 0)
        {
            return null;
        }

        if (!TryReadSequence(values, out sequence))
        {
            return Problems.InvalidHeader("Save-Sequence must be an integer from 1 to 2^53-1.");
        }

        return session is null ? Problems.InvalidHeader("Save-Sequence requires Session-Id.") : null;
    }

    private static Problem? ReadParent(IHeaderDictionary headers, long? sequence, out long? parent)
    {
        parent = null;
        var values = headers["Save-Parent"];
        return values.Count == 0 || (TryReadSequence(values, out parent) && parent < sequence) ? null
            : Problems.InvalidHeader("Save-Parent must be an integer from 1, less than Save-Sequence.");
    }

    private static bool TryReadSequence(StringValues values, out long? sequence)
    {
        var isNumber = long.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        sequence = isNumber && values.Count == 1 && number is >= 1 and <= MaxSequence ? number : null;
        return sequence is not null;
    }

    private static Problem? ReadOnConflict(IHeaderDictionary headers, ref OnConflict onConflict)
    {
        if (headers["On-Conflict"] is not { Count: > 0 } values)
        {
            return null;
        }

        onConflict = values.ToString() is "merge" ? OnConflict.Merge : OnConflict.Reject;
        return values.ToString() is "merge" or "reject" ? null : Problems.InvalidHeader("On-Conflict must be reject or merge.");
    }

    private static Problem? ReadConflictId(IHeaderDictionary headers, out ConflictId? id)
    {
        id = null;
        var values = headers["Conflict-Id"];
        if (values.Count == 0)
        {
            return null;
        }

        if (values.Count > 1 || !ConflictId.TryParse(values.ToString(), out var named))
        {
            return Problems.InvalidHeader("Conflict-Id must be the conflictId of an earlier response.");
        }

        id = named;
        return null;
    }

    private static Problem? ReadPrecondition(IHeaderDictionary headers, out Precondition? precondition)
    {
        precondition = null;
        var (match, noneMatch) = (headers.IfMatch, headers.IfNoneMatch);
        if (match.Count > 0 && noneMatch.Count > 0)
        {
            return Problems.InvalidHeader("A save must have either If-Match or If-None-Match, not both.");
        }

        if (noneMatch.Count > 0)
        {
            precondition = new Precondition.IfNoneMatchAny();
            return ETagList.TryParse(noneMatch, out var none) && none.IsAny ? null : Problems.InvalidHeader("The If-None-Match of a save must be *.");
        }

        if (match.Count > 0)
        {
            if (!ETagList.TryParse(match, out var list))
            {
                return Problems.InvalidHeader("If-Match must be * or up to 16 ETags, each in quotes.");
            }

            precondition = list.IsAny ? new Precondition.IfMatchAny() : new Precondition.IfMatch(list.ETags);
        }

        return null;
    }

    /// <summary>Reads <c>Prefer</c> (RFC 7240); unknown preferences are ignored.</summary>
    private static (bool WantsContent, bool Strict) ReadPrefer(StringValues prefer)
    {
        var (wantsContent, strict) = (false, false);
        foreach (var line in prefer)
        {
            foreach (var preference in line!.Split(',', StringSplitOptions.TrimEntries))
            {
                var name = preference.Split(';')[0].TrimEnd().Replace("\"", "", StringComparison.Ordinal);
                wantsContent |= name.Equals("return=representation", StringComparison.OrdinalIgnoreCase);
                strict |= name.Equals("handling=strict", StringComparison.OrdinalIgnoreCase);
            }
        }

        return (wantsContent, strict);
    }

    // The verb is part of the digest, which is stored.
    private static string VerbOf(SaveMethod method) => method switch
    {
        SaveMethod.Put => "PUT",
        SaveMethod.Patch => "PATCH",
        SaveMethod.Delete => "DELETE",
        _ => "POST",
    };

    private static async Task<(Content? Content, Problem? Problem)> ReadBodyAsync(
        IHeaderDictionary headers, Func<int, ValueTask<ReadOnlyMemory<byte>?>> body, SaveMethod method, int maxBytes)
    {
        if (headers.ContentRange.Count > 0)
        {
            return (null, Problems.InvalidHeader("A save replaces the whole document: Content-Range is not supported (RFC 9110, section 14.5)."));
        }

        if (headers.ContentEncoding.Count > 0 && !string.Equals(headers.ContentEncoding, "identity", StringComparison.OrdinalIgnoreCase))
        {
            return (null, Problems.UnsupportedType("Send the content without Content-Encoding."));
        }

        // RFC 9110, section 8.3.
        var type = headers.ContentType.Count > 0 ? headers.ContentType.ToString() : "application/octet-stream";
        if (!IsMediaType(type))
        {
            return (null, Problems.UnsupportedType("The Content-Type is malformed."));
        }

        if (method is SaveMethod.Patch && !type.Split(';')[0].TrimEnd().Equals(Content.MergePatchType, StringComparison.OrdinalIgnoreCase))
        {
            return (null, Problems.UnsupportedType($"A PATCH must be {Content.MergePatchType}."));
        }

        if (await body(maxBytes) is not { } bytes)
        {
            return (null, Problems.TooLarge(maxBytes));
        }

        var content = new Content(type, bytes);
        return content.IsJson && !JsonText.IsWellFormed(bytes.Span, out var error) ? (null, Problems.InvalidBody(error)) : (content, null);
    }

    private static bool IsMediaType(string type) =>
        type is "application/json"
        || (type.Length <= MaxTypeLength && !type.AsSpan().ContainsAnyExceptInRange(' ', '~') && MediaTypeHeaderValue.TryParse(type, out var parsed)
            && !parsed.MediaType.AsSpan().Contains('*'));
}
