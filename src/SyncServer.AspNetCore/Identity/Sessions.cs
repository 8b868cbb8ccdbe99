using System.Collections.Concurrent;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;

namespace SyncServer.Identity;

/// <summary>Maps the session ids of requests to keys (docs/protocol.md, section 1), and caches the keys, as every save of a session needs the same one.</summary>
internal sealed class Sessions(SessionSecret secret)
{
    private const int Max = 10_000;

    private readonly ConcurrentDictionary<(string UserId, string SessionId), SessionKey> _keys = new();

    /// <summary>The session of a user with a <c>Session-Id</c>.</summary>
    public SessionKey Of(string userId, string sessionId)
    {
        if (!_keys.TryGetValue((userId, sessionId), out var key))
        {
            key = SessionKey.Of(secret.Bytes, userId, sessionId);
            if (_keys.Count >= Max)
            {
                _keys.Clear();
            }

            _keys[(userId, sessionId)] = key;
        }

        return key;
    }
}
