using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SyncServer.Http;

/// <summary>An error response (RFC 9457; docs/protocol.md, section 5).</summary>
/// <param name="type">The problem type; the member <c>type</c> is <c>/problems/{name}</c> behind the path prefix.</param>
/// <param name="title">One plain sentence for the user.</param>
/// <param name="detail">The details for a developer; never an exception message.</param>
/// <param name="members">Writes the additional members of this type; its second argument is the path prefix.</param>
internal sealed class Problem(ProblemType type, string title, string detail, Action<Utf8JsonWriter, PathString>? members = null) : IResult, IStatusCodeHttpResult
{
    // Keeps the quotes of ETags readable.
    internal static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The HTTP status. Default: the status of the type.</summary>
    public int Status { get; init; } = type.Status;

    /// <inheritdoc/>
    int? IStatusCodeHttpResult.StatusCode => Status;

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

    /// <summary>Writes the problem as a JSON object.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="instance">The path of the failed request.</param>
    /// <param name="httpContext">The context of the request.</param>
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
