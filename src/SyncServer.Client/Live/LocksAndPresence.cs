using System.Net.Http.Json;
using System.Text.Json;
using SyncServer.Client.Http;

namespace SyncServer.Client.Live;

/// <summary>The locks (docs/protocol.md, section 7) and the presence (docs/protocol.md, section 10) of a session at one document.</summary>
/// <param name="address">The document.</param>
/// <param name="session">Returns the current Session-Id.</param>
/// <param name="transport">Sends the requests.</param>
/// <param name="time">The clock.</param>
internal sealed class LocksAndPresence(DocumentAddress address, Func<string> session, Transport transport, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<SyncLock> _locks = [];

    /// <summary>Acquires a lock.</summary>
    public async Task<SyncLock> LockAsync(string scope, bool takeover, CancellationToken cancellation)
    {
        var id = session();
        var response = await transport.SendAsync(
            () =>
            {
                var request = address.Request(HttpMethod.Post, "/locks");
                request.Headers.TryAddWithoutValidation("Session-Id", id);
                request.Content = JsonContent.Create(new LockRequest(scope, SyncLock.TtlSeconds, takeover ? true : null), ProtocolJson.Default.LockRequest);
                return request;
            },
            cancellation).ConfigureAwait(false);
        var acquired = new SyncLock(address, id, transport, time, response.EnsureSuccess().Json(), Remove);
        lock (_gate)
        {
            _locks.Add(acquired);
        }

        return acquired;
    }

    /// <summary>Publishes the presence of this session.</summary>
    public async Task<SyncPresence> JoinAsync(SyncPresenceState state, string? field, CancellationToken cancellation)
    {
        var presence = new SyncPresence(address, session(), transport, time, state, field);
        await presence.StartAsync(cancellation).ConfigureAwait(false);
        return presence;
    }

    /// <summary>Lists the sessions that are present.</summary>
    public async Task<IReadOnlyList<SyncPresent>> ListAsync(CancellationToken cancellation)
    {
        var response = await transport.SendAsync(() => address.Request(HttpMethod.Get, "/presence"), cancellation).ConfigureAwait(false);
        return [.. response.EnsureSuccess().Json().GetProperty("items").EnumerateArray().Select(ReadPresent)];
    }

    /// <summary>Reads the presence of a session.</summary>
    public static SyncPresent ReadPresent(JsonElement item) => new(
        ProtocolJson.Person(item, "person"),
        ProtocolJson.Text(item, "session"),
        Enum.TryParse<SyncPresenceState>(ProtocolJson.Text(item, "state"), ignoreCase: true, out var state) ? state : SyncPresenceState.Viewing,
        ProtocolJson.Text(item, "field"));

    /// <summary>Reads the event of a lock. A lock of this session that is gone is lost.</summary>
    public SyncLockChange ReadLockChange(JsonElement data, bool locked)
    {
        var change = new SyncLockChange(
            ProtocolJson.Text(data, "lockId"), ProtocolJson.Text(data, "scope") ?? "", locked, ProtocolJson.Person(data, "holder"), ProtocolJson.Person(data, "takenBy"));
        SyncLock? lost = null;
        lock (_gate)
        {
            lost = locked ? null : _locks.Find(held => string.Equals(held.Id, change.LockId, StringComparison.Ordinal));
        }

        lost?.Lose();
        return change;
    }

    private void Remove(SyncLock released)
    {
        lock (_gate)
        {
            _locks.Remove(released);
        }
    }
}
