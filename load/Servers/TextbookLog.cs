using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace SyncServer.Load.Servers;

/// <summary>The save that wrote each version on the textbook server, in the format of this server's revisions.</summary>
internal sealed class TextbookLog
{
    private readonly ConcurrentDictionary<(string Collection, string Id), ConcurrentQueue<(long Version, long Sequence)>> _versions = new();

    /// <summary>Records a version.</summary>
    public void Add(TextbookDocument document, string? sequence) =>
        _versions.GetOrAdd((document.Collection, document.Id), _ => new()).Enqueue((document.Version, long.Parse(sequence!)));

    /// <summary>All versions, newest first, on one page.</summary>
    public IResult List(string collection, string id) => _versions.TryGetValue((collection, id), out var versions)
        ? Results.Json(new { items = versions.OrderByDescending(one => one.Version).Select(one => new { one.Version, one.Sequence }), next = (string?)null })
        : Results.NotFound();
}
