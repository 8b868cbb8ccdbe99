using System.Net.Http.Json;
using System.Text.Json;
using SyncServer.Client.Http;

namespace SyncServer.Client.Live;

/// <summary>What a session holds at a document beside its saves: locks (protocol 7) and presence (protocol 10).</summary>
/// <param name="address">The document.</param>
/// <param name="session">Its Session-Id now.</param>
/// <param name="wire">The way to the server.</param>
/// <param name="time">The clock.</param>
internal sealed class DocumentSession(DocumentAddress address, Func<string> session, Wire wire, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<SyncLock> _locks = [];

    /// <summary>Takes a lock.</summary>
    public async Task<SyncLock> LockAsync(string scope, bool takeover, CancellationToken cancellation)
    {
        var id = session();
        var reply = await wire.SendAsync(
            () =>
            {
                var request = address.Request(HttpMethod.Post, "/locks");
                request.Headers.TryAddWithoutValidation("Session-Id", id);
                request.Content = JsonContent.Create(new LockRequest(scope, SyncLock.TtlSeconds, takeover ? true : null), WireJson.Default.LockRequest);
                return request;
            },
            cancellation).ConfigureAwait(false);
        var taken = new SyncLock(address, id, wire, time, reply.Expect().Json(), Forget);
        lock (_gate)
        {
            _locks.Add(taken);
        }

        return taken;
    }

    /// <summary>Shows others that this session is here.</summary>
    public async Task<SyncPresence> JoinAsync(SyncActivity activity, string? field, CancellationToken cancellation)
    {
        var presence = new SyncPresence(address, session(), wire, time, activity, field);
        await presence.StartAsync(cancellation).ConfigureAwait(false);
        return presence;
    }

    /// <summary>Who is here.</summary>
    public async Task<IReadOnlyList<SyncPresent>> ListAsync(CancellationToken cancellation)
    {
        var reply = await wire.SendAsync(() => address.Request(HttpMethod.Get, "/presence"), cancellation).ConfigureAwait(false);
        return [.. reply.Expect().Json().GetProperty("items").EnumerateArray().Select(Read)];
    }

    /// <summary>Reads somebody's presence.</summary>
    public static SyncPresent Read(JsonElement item) => new(
        WireJson.PersonIn(item, "person"),
        WireJson.Text(item, "session"),
        Enum.TryParse<SyncActivity>(WireJson.Text(item, "state"), ignoreCase: true, out var activity) ? activity : SyncActivity.Viewing,
        WireJson.Text(item, "field"));

    /// <summary>Reads what happened to a lock; one of this session that somebody took over is lost.</summary>
    public SyncLockChange Read(JsonElement data, bool locked)
    {
        var change = new SyncLockChange(
            WireJson.Text(data, "lockId"), WireJson.Text(data, "scope") ?? "", locked, WireJson.PersonIn(data, "holder"), WireJson.PersonIn(data, "takenBy"));
        SyncLock? lost = null;
        lock (_gate)
        {
            lost = locked ? null : _locks.Find(held => string.Equals(held.Id, change.LockId, StringComparison.Ordinal));
        }

        lost?.Lose();
        return change;
    }

    private void Forget(SyncLock given)
    {
        lock (_gate)
        {
            _locks.Remove(given);
        }
    }
}
