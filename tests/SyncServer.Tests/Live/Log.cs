using System.Net;
using System.Text.Json;

namespace SyncServer.Tests.Live;

/// <summary>Reads <c>/v1/changes</c> as a client does.</summary>
internal static class Log
{
    /// <summary>The newest cursor.</summary>
    public static async Task<string> NowAsync(this Caller caller) =>
        (await caller.Get("/v1/changes?since=now")).Is(HttpStatusCode.OK).Json.GetProperty("next").GetString()!;

    /// <summary>One page.</summary>
    public static async Task<(List<JsonElement> Items, string Next)> ChangesAsync(this Caller caller, string query = "")
    {
        var page = (await caller.Get("/v1/changes" + query)).Is(HttpStatusCode.OK).Json;
        return ([.. page.GetProperty("items").EnumerateArray()], page.GetProperty("next").GetString()!);
    }

    /// <summary>Everything after a cursor.</summary>
    public static async Task<List<JsonElement>> AllChangesAsync(this Caller caller, string? since, string query = "")
    {
        var all = new List<JsonElement>();
        while (true)
        {
            var (items, next) = await caller.ChangesAsync($"?limit=1000{query}{(since is null ? "" : "&since=" + since)}");
            all.AddRange(items);
            if (items.Count == 0 && next == since)
            {
                return all;
            }

            since = next;
        }
    }

    /// <summary>The path and version of a change.</summary>
    public static (string Path, long Version) What(this JsonElement change) =>
        ($"/v1/{change.GetProperty("collection").GetString()}/{change.GetProperty("id").GetString()}", change.GetProperty("version").GetInt64());

    /// <summary>The cursor of a change.</summary>
    public static string Cursor(this JsonElement change) => change.GetProperty("cursor").GetString()!;
}
