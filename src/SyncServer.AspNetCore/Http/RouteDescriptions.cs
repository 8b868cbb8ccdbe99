using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace SyncServer.Http;

/// <summary>The parts of the OpenAPI document that are not derived from the route handlers.</summary>
internal static class RouteDescriptions
{
    private static readonly (string Name, string Description)[] SaveHeaders =
    [
        ("If-Match", "The ETag of the version that the save is based on; or *, for a forced save."),
        ("If-None-Match", "*, to create the document."),
        ("Session-Id", "One running client instance: 8 to 128 characters of A-Z a-z 0-9 . _ ~ -"),
        ("Save-Sequence", "The session's counter of saves of this document, 1 to 2^53-1, strictly increasing."),
        ("Save-Parent", "The sequence of the session's save whose content this save continues; less than Save-Sequence."),
        ("Prefer", "return=minimal (default) or return=representation; handling=strict."),
        ("On-Conflict", "reject or merge."),
        ("Conflict-Id", "The conflictId of an earlier 412 that this save settles."),
    ];

    /// <summary>Adds the headers and responses that all saves share.</summary>
    public static void WithSaveDescription(this RouteHandlerBuilder route, string summary, bool hasBody = true)
    {
        route.WithSummary(summary);
        foreach (var status in (ReadOnlySpan<int>)[StatusCodes.Status201Created, 200, 204])
        {
            route.Produces(status);
        }

        foreach (var status in (ReadOnlySpan<int>)[400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 503])
        {
            route.ProducesProblem(status);
        }

        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            foreach (var (name, description) in SaveHeaders)
            {
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = name,
                    In = ParameterLocation.Header,
                    Description = description,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                });
            }

            if (hasBody)
            {
                operation.RequestBody = new OpenApiRequestBody
                {
                    Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["*/*"] = new() },
                };
            }

            return Task.CompletedTask;
        });
    }
}
