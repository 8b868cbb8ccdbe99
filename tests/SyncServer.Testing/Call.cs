using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace SyncServer.Testing;

/// <summary>A request builder. Awaiting it sends the request; it may be sent more than once.</summary>
public sealed class Call(Caller caller, HttpMethod method, string path)
{
    private readonly List<(string Name, string Value)> _headers = [];
    private byte[]? _body;
    private string? _type;

    /// <summary>Sets a JSON body.</summary>
    public Call Json(string json) => Body(json, "application/json");

    /// <summary>Sets a text body with a type.</summary>
    public Call Body(string text, string type) => Body(Encoding.UTF8.GetBytes(text), type);

    /// <summary>Sets the body. Without a type, no Content-Type is sent.</summary>
    public Call Body(byte[] bytes, string? type)
    {
        (_body, _type) = (bytes, type);
        return this;
    }

    /// <summary>Sets If-Match to the ETag of an earlier response.</summary>
    public Call On(Answer seen) => IfMatch(seen.ETag ?? throw new ArgumentException($"It names no version: {seen}", nameof(seen)));

    /// <summary>Sets If-Match.</summary>
    public Call IfMatch(string value) => Header("If-Match", value);

    /// <summary>Sets If-None-Match: *.</summary>
    public Call IfNew() => Header("If-None-Match", "*");

    /// <summary>Sets If-Match: *, for a forced save.</summary>
    public Call Forced() => IfMatch("*");

    /// <summary>Sets Save-Sequence.</summary>
    public Call Sequence(long sequence) => Header("Save-Sequence", sequence.ToString(CultureInfo.InvariantCulture));

    /// <summary>Sets Save-Parent.</summary>
    public Call Parent(long sequence) => Header("Save-Parent", sequence.ToString(CultureInfo.InvariantCulture));

    /// <summary>Sets Prefer: handling=strict.</summary>
    public Call Strict() => Header("Prefer", "handling=strict");

    /// <summary>Sets Prefer: return=representation.</summary>
    public Call Representation() => Header("Prefer", "return=representation");

    /// <summary>Adds a header.</summary>
    public Call Header(string name, string value)
    {
        _headers.Add((name, value));
        return this;
    }

    /// <summary>Sends the request.</summary>
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

    /// <summary>Sends the request.</summary>
    public TaskAwaiter<Answer> GetAwaiter() => SendAsync().GetAwaiter();
}
