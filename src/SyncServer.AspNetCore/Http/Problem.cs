using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SyncServer.Http;

/// <summary>A refusal on the wire (RFC 9457, protocol 5).</summary>
/// <param name="type">Its line in the table; the member <c>type</c> is <c>/problems/{name}</c>, behind the path prefix.</param>
/// <param name="title">One plain sentence to show a person.</param>
/// <param name="detail">What exactly, for a developer; never an inner fault.</param>
/// <param name="members">Writes the further members that belong to this name; it is given the path prefix.</param>
internal sealed class Problem(ProblemType type, string title, string detail, Action<Utf8JsonWriter, PathString>? members = null) : IResult
{
    // ETags keep their quotes readable.
    internal static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The HTTP status, where it is not the usual one of the type.</summary>
    public int Status { get; init; } = type.Status;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        httpContext.Response.ContentType = "application/problem+json";
        if (Status is StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.Headers.TryAdd("Retry-After", "1");
        }

        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return;
        }

        await using var writer = new Utf8JsonWriter(httpContext.Response.BodyWriter, Writing);
        Write(writer, $"{httpContext.Request.PathBase}{httpContext.Request.Path.Value}", httpContext);
    }

    /// <summary>Writes the problem itself.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="instance">What it is about.</param>
    /// <param name="httpContext">The request that it answers.</param>
    public void Write(Utf8JsonWriter writer, string instance, HttpContext httpContext)
    {
        writer.WriteStartObject();
        writer.WriteString("type", $"{httpContext.Request.PathBase}/problems/{type.Name}");
        writer.WriteString("title", title);
        writer.WriteNumber("status", Status);
        writer.WriteString("detail", detail);
        writer.WriteString("instance", instance);
        writer.WriteString("traceId", Activity.Current?.Id ?? httpContext.TraceIdentifier);
        members?.Invoke(writer, httpContext.Request.PathBase);
        writer.WriteEndObject();
    }
}
