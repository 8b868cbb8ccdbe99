using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace SyncServer.Http;

/// <summary>A JSON request body, as a parameter of a route handler.</summary>
/// <param name="value">The deserialized body.</param>
internal sealed class JsonBody<T>(T value) : IEndpointParameterMetadataProvider
    where T : class
{
    private static readonly JsonTypeInfo<T> Shape = (JsonTypeInfo<T>)WireJson.Wire.GetTypeInfo(typeof(T))!;

    /// <summary>The deserialized body.</summary>
    public T Value => value;

    /// <summary>Reads the body; null if there is none, which only an optional parameter accepts.</summary>
    /// <exception cref="BadHttpRequestException">It is not JSON of this shape (400), too large (413), or of another type (415).</exception>
    public static async ValueTask<JsonBody<T>?> BindAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return null;
        }

        var bytes = await JsonBody.ReadAsync(http.Request, JsonBody.MaxBytes) ?? throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
        try
        {
            return bytes.Length > 0 && JsonSerializer.Deserialize(bytes.Span, Shape) is { } read ? new JsonBody<T>(read) : null;
        }
        catch (JsonException error)
        {
            throw new BadHttpRequestException("The body is not JSON of the shape that this route accepts.", error);
        }
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata([JsonBody.Type, JsonBody.SuffixedTypes], typeof(T), isOptional: new NullabilityInfoContext().Create(parameter).WriteState is NullabilityState.Nullable));
}

/// <summary>What all JSON request bodies have in common.</summary>
internal static class JsonBody
{
    /// <summary>The media type.</summary>
    public const string Type = "application/json";

    /// <summary>The other accepted media types.</summary>
    public const string SuffixedTypes = "application/*+json";

    /// <summary>The default limit of a body, in bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Reads a body whose type is JSON, as well-formed UTF-8; null if it is too large.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The limit, in bytes.</param>
    /// <exception cref="BadHttpRequestException">It is not UTF-8 (400), or of another type (415).</exception>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int maxBytes)
    {
        if (!IsJson(request.Headers))
        {
            throw new BadHttpRequestException("The body is not JSON in UTF-8.", StatusCodes.Status415UnsupportedMediaType);
        }

        var bytes = await BodyReader.ReadAsync(request, maxBytes);
        return bytes is not { } text || Utf8.IsValid(text.Span) ? bytes : throw new BadHttpRequestException("The body is not well-formed UTF-8.");
    }

    private static bool IsJson(IHeaderDictionary headers) =>
        headers.ContentEncoding is [] or ["identity"]
        && headers.ContentType is [{ } text] && MediaTypeHeaderValue.TryParse(text, out var type)
        && (type.MediaType.Equals(Type, StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
