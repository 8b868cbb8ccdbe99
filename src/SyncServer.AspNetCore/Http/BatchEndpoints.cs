using System.Text.Json;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Identity;
using SyncServer.Saving;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>Many saves in one request (protocol 8): each is decided exactly as its single request would be, and fails alone.</summary>
internal sealed class BatchEndpoints(
    CollectionPolicies policies, Permissions permissions, RequestLimits limits, Sessions sessions, SavePipeline pipeline, SaveAnswers answers,
    ILogger<BatchEndpoints> logger)
{
    private const int MaxSaves = 100;
    private const int MaxBytes = 16 * 1024 * 1024;

    // A document may be as deep as a single request's, below the three levels of the batch.
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = JsonText.MaxDepth + 3 };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/batch", (HttpContext http, BatchEndpoints batches) => batches.SaveAsync(http))
            .WithSummary("Saves up to 100 documents, each as its single request would.").ProducesProblem(400).ProducesProblem(401).ProducesProblem(413).Produces(200);

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
            return Problems.InvalidBody($"A batch is {{\"saves\":[…]}} in JSON, with 1 to {MaxSaves} saves.");
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
        var read = saves.EnumerateArray().Select((save, n) => (N: n, Fault: BatchItem.TryRead(save, http.Request.Headers, out var item), Item: item)).ToList();
        foreach (var (n, fault, _) in read.Where(r => r.Fault is not null))
        {
            results[n] = (http.Request.Path, Problems.InvalidBody(fault!));
        }

        // The saves of one document are made one after the other, as their client made them; those of others do not wait for them.
        await Task.WhenAll(read.Where(r => r.Fault is null).GroupBy(r => r.Item.Key).Select(async ofDocument =>
        {
            foreach (var (n, _, item) in ofDocument)
            {
                results[n] = (item.Key.ToString(), await SaveAsync(http, item));
            }
        }));
        return new BatchAnswer(results);
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
            var verdict = await permissions.JudgeAsync(http.User.ToPerson().Id, item.Key, policy, Role.Editor, item.Method is SaveMethod.Put && item.Headers.Creates());
            if (Problems.Of(verdict) is { } refusal)
            {
                return refusal;
            }

            var (request, problem) = await SaveRequest.ReadItemAsync(http, item.Headers, item.Body, item.Method, item.Key, policy, sessions);
            if (request is not { } save)
            {
                return problem!;
            }

            return await answers.ForAsync(save, await pipeline.SaveAsync(save.Command));
        }
        catch (Exception fault)
        {
            // One failing item fails no other.
            if (fault is not (UnavailableException or StoreUnavailableException))
            {
                Log.BatchItemFailed(logger, fault);
            }

            return Faults.ProblemOf(fault);
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
