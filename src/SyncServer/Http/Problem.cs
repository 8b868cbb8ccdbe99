using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SyncServer.Http;

/// <summary>A refusal on the wire (RFC 9457, protocol 5).</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="name">One of the protocol's names; the type is <c>/problems/{name}</c>.</param>
/// <param name="title">One plain sentence to show a person.</param>
/// <param name="detail">What exactly, for a developer; never an inner fault.</param>
/// <param name="members">Writes the further members that belong to this name.</param>
internal sealed class Problem(int status, string name, string title, string detail, Action<Utf8JsonWriter>? members = null) : IResult
{
    // ETags keep their quotes readable.
    internal static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The HTTP status.</summary>
    public int Status => status;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "application/problem+json";
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return;
        }

        await using var writer = new Utf8JsonWriter(httpContext.Response.BodyWriter, Writing);
        Write(writer, httpContext.Request.Path.Value!, httpContext);
    }

    /// <summary>Writes the problem itself.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="instance">What it is about.</param>
    /// <param name="httpContext">The request that it answers.</param>
    public void Write(Utf8JsonWriter writer, string instance, HttpContext httpContext)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "/problems/" + name);
        writer.WriteString("title", title);
        writer.WriteNumber("status", status);
        writer.WriteString("detail", detail);
        writer.WriteString("instance", instance);
        writer.WriteString("traceId", Activity.Current?.Id ?? httpContext.TraceIdentifier);
        members?.Invoke(writer);
        writer.WriteEndObject();
    }
}
