using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SyncServer.Client.Http;

/// <summary>Lists of the server, which are read page by page (docs/protocol.md, section 5, "Common rules").</summary>
internal static class Pages
{
    private const int Size = 100;

    /// <summary>Reads the items.</summary>
    /// <param name="transport">Sends the requests.</param>
    /// <param name="list">The path of the list.</param>
    /// <param name="cursor">The query parameter that names the next page.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <exception cref="SyncProblemException">The server refuses it.</exception>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(Transport transport, string list, string cursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var path = $"{list}?limit={Size}";
        while (true)
        {
            var address = new Uri(path, UriKind.Relative);
            var page = (await transport.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, address), cancellation).ConfigureAwait(false)).EnsureSuccess().Json();
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                yield return item;
            }

            if (page.GetProperty("next") is not { ValueKind: not JsonValueKind.Null } next)
            {
                yield break;
            }

            path = $"{list}?limit={Size}&{cursor}={Uri.EscapeDataString(next.ToString())}";
        }
    }
}
