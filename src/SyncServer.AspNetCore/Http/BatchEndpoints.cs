using System.Text.Json;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Identity;
using SyncServer.Saving;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>Many saves in one request (docs/protocol.md, section 8). Each is decided as a single request would be, and fails on its own.</summary>
internal sealed class BatchEndpoints(
    CollectionPolicies policies, Permissions permissions, RequestLimits limits, Sessions sessions, SavePipeline pipeline, SaveResults saveResults,
    ILogger<BatchEndpoints> logger)
{
    private const int MaxSaves = 100;
    private const int MaxBytes = 16 * 1024 * 1024;

    // A document may be as deep as in a single request; the batch adds three levels.
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = JsonText.MaxDepth + 3 };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/batch", (HttpContext http, BatchEndpoints batches) => batches.SaveAsync(http))
            .WithSummary("Saves up to 100 documents, each as a single request would.").ProducesProblem(400).ProducesProblem(401).ProducesProblem(413).Produces(200);

    private async Task<IResult> SaveAsync(HttpContext http)
    {
        if (await JsonBody.ReadAsync(http.Request, MaxBytes) is not { } bytes)
        {
            return Problems.TooLarge(MaxBytes);
        }

        using var document = Parse(bytes);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("saves", out var saves)
            || saves.ValueKind is not JsonValueKind.Array || saves.GetArrayLength() is 0 or > MaxSaves)
        {
            return Problems.InvalidBody($"A batch must be {{\"saves\":[…]}} in JSON, with 1 to {MaxSaves} saves.");
        }

        if (!limits.Allows(http, saves.GetArrayLength() - 1))
        {
            http.Response.Headers.RetryAfter = "1";
            return Problems.TooManyRequests();
        }

        if (http.Request.Headers["Session-Id"].Count == 0 && http.Request.Query.TryGetValue("session_id", out var session))
        {
            http.Request.Headers["Session-Id"] = session;
        }

        var results = new (string Path, IResult Result)[saves.GetArrayLength()];
        var read = saves.EnumerateArray().Select((save, n) => (N: n, Error: BatchItem.TryRead(save, http.Request.Headers, out var item), Item: item)).ToList();
        foreach (var (n, error, _) in read.Where(r => r.Error is not null))
        {
            results[n] = (http.Request.Path, Problems.InvalidBody(error!));
        }

        // The saves of one document run in the order given; different documents run concurrently.
        await Task.WhenAll(read.Where(r => r.Error is null).GroupBy(r => r.Item.Key).Select(async ofDocument =>
        {
            foreach (var (n, _, item) in ofDocument)
            {
                results[n] = (item.Key.ToString(), await SaveAsync(http, item));
            }
        }));
        return new BatchResult(results);
    }

    private async Task<IResult> SaveAsync(HttpContext http, BatchItem item)
    {
        if (!limits.Allows(item.Key))
        {
            return Problems.TooManyRequests();
        }

        if (Names.Check(policies, item.Key.Collection, item.Key.Id, out var policy) is { } invalid)
        {
            return invalid;
        }

        try
        {
            var decision = await permissions.DecideAsync(http.User.ToPerson().Id, item.Key, policy, Role.Editor, item.Method is SaveMethod.Put && item.Headers.Creates());
            if (Problems.Of(decision) is { } refusal)
            {
                return refusal;
            }

            var (request, problem) = await SaveRequest.ReadItemAsync(http, item.Headers, item.Body, item.Method, item.Key, policy, sessions);
            if (request is not { } save)
            {
                return problem!;
            }

            return await saveResults.CreateAsync(save, await pipeline.SaveAsync(save.Command));
        }
        catch (Exception error)
        {
            // One failing item fails no other.
            if (error is not (UnavailableException or StoreUnavailableException))
            {
                Log.BatchItemFailed(logger, error);
            }

            return ProblemHandling.ProblemOf(error);
        }
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes, Reading);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
