using System.Net;

namespace SyncServer.Http;

/// <summary><c>/problems/{name}</c>: the page that the type of a problem refers to (docs/protocol.md, section 5).</summary>
internal static class ProblemPages
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/problems/{name}", IResult (string name, HttpContext http) =>
        {
            if (!ProblemType.All.TryGetValue(name, out var type))
            {
                return Problems.NotFound("There is no problem type with this name.");
            }

            Pages.SetHeaders(http.Response);
            return TypedResults.Content(PageOf(type), "text/html; charset=utf-8");
        }).ExcludeFromDescription();

    private static string PageOf(ProblemType type) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <meta charset="utf-8">
        <title>{type.Name}</title>
        <h1>{type.Name} ({type.Status})</h1>
        <h2>What happened</h2>
        <p>{WebUtility.HtmlEncode(type.Meaning)}</p>
        <h2>What a client does</h2>
        <p>{WebUtility.HtmlEncode(type.Remedy)}</p>
        </html>

        """;
}
