namespace SyncServer.Client.Http;

/// <summary>The addresses of requests.</summary>
internal static class ServerUri
{
    /// <summary>Resolves a relative address against the server's, whose path is kept with and without a slash at its end.</summary>
    public static Uri Resolve(HttpClient http, Uri relative)
    {
        var server = http.BaseAddress!;
        return new Uri(server.AbsolutePath.EndsWith('/') ? server : new Uri(server, server.AbsolutePath + "/"), relative);
    }
}
