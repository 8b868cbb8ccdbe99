using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace SyncServer.Testing;

/// <summary>A request in the making. Awaiting it sends it; it may be sent more than once.</summary>
public sealed class Call(Caller caller, HttpMethod method, string path)
{
    private readonly List<(string Name, string Value)> _headers = [];
    private byte[]? _body;
    private string? _type;

    /// <summary>The body, as JSON.</summary>
    public Call Json(string json) => Body(json, "application/json");

    /// <summary>The body, as text of a type.</summary>
    public Call Body(string text, string type) => Body(Encoding.UTF8.GetBytes(text), type);

    /// <summary>The body; without a type no Content-Type is sent.</summary>
    public Call Body(byte[] bytes, string? type)
    {
        (_body, _type) = (bytes, type);
        return this;
    }

    /// <summary>Made on the version that an earlier answer told of.</summary>
    public Call On(Answer seen) => IfMatch(seen.ETag ?? throw new ArgumentException($"It names no version: {seen}", nameof(seen)));

    /// <summary>The If-Match header as it stands.</summary>
    public Call IfMatch(string value) => Header("If-Match", value);

    /// <summary>Where there is no document yet.</summary>
    public Call IfNew() => Header("If-None-Match", "*");

    /// <summary>Over whatever is there.</summary>
    public Call Forced() => IfMatch("*");

    /// <summary>The client's own counter.</summary>
    public Call Sequence(long sequence) => Header("Save-Sequence", sequence.ToString(CultureInfo.InvariantCulture));

    /// <summary>The save whose content this one's was made from.</summary>
    public Call Parent(long sequence) => Header("Save-Parent", sequence.ToString(CultureInfo.InvariantCulture));

    /// <summary>The ETag is to be verified whatever the collection's policy.</summary>
    public Call Strict() => Header("Prefer", "handling=strict");

    /// <summary>The answer is to carry the document.</summary>
    public Call Representation() => Header("Prefer", "return=representation");

    /// <summary>Any header.</summary>
    public Call Header(string name, string value)
    {
        _headers.Add((name, value));
        return this;
    }

    /// <summary>Sends it.</summary>
    public async Task<Answer> SendAsync(CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(method, path);
        if (caller.Token is { } token)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }

        if (caller.Session is { } session)
        {
            request.Headers.TryAddWithoutValidation("Session-Id", session);
        }

        if (_body is { } body)
        {
            request.Content = new ByteArrayContent(body);
            if (_type is { } type)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            }
        }

        foreach (var (name, value) in _headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content!.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await caller.Http.SendAsync(request, cancellation);
        return await Answer.ReadAsync(response, path, cancellation);
    }

    /// <summary>Sends it.</summary>
    public TaskAwaiter<Answer> GetAwaiter() => SendAsync().GetAwaiter();
}
