using System.Globalization;
using StackExchange.Redis;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.LastWriters;

/// <summary>
/// A hint as Redis keeps it: a hash for each document under <c>syncserver:{collection/id}</c>, with <c>version</c>, <c>nonce</c>,
/// <c>session</c>, <c>user</c>, <c>sequence</c>, <c>run</c>, <c>floor</c>, and for each session that saved after the floor
/// <c>s:{session} = since:sequence</c>. It dies with the window.
/// </summary>
internal static class RedisScripts
{
    /// <summary>
    /// Puts what one or more saves in a row tell over what is there. A version never goes back; where a save between was lost, what was known
    /// before is dropped.
    /// </summary>
    public const string Put = """
        local key, before, version = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
        local known = tonumber(redis.call('HGET', key, 'version') or '-1')
        if known < before then
            redis.call('DEL', key)
            redis.call('HSET', key, 'floor', ARGV[8])
            known = -1
        end
        if version >= known then
            redis.call('HMSET', key, 'version', ARGV[2], 'nonce', ARGV[3], 'session', ARGV[4], 'user', ARGV[5], 'sequence', ARGV[6], 'run', ARGV[7])
            known = version
        end
        local floor = redis.call('HGET', key, 'floor')
        for i = 10, #ARGV, 2 do
            local field, since, sequence = 's:' .. ARGV[i], floor, ARGV[i + 1]
            local mark = redis.call('HGET', key, field)
            if mark then
                local at = string.find(mark, ':')
                since = string.sub(mark, 1, at - 1)
                local other = string.sub(mark, at + 1)
                if tonumber(other) > tonumber(sequence) then sequence = other end
            end
            redis.call('HSET', key, field, since .. ':' .. sequence)
        end
        if redis.call('HLEN', key) > 135 then
            for _, field in ipairs(redis.call('HKEYS', key)) do
                if string.sub(field, 1, 2) == 's:' then redis.call('HDEL', key, field) end
            end
            redis.call('HSET', key, 'floor', string.format('%.0f', known + 1))
        end
        redis.call('PEXPIRE', key, ARGV[9])
        return known
        """;

    /// <summary>The hash tag keeps a document's keys in one slot of a cluster.</summary>
    public static RedisKey KeyOf(DocumentKey key) => $"syncserver:{{{key.Collection}/{key.Id}}}";

    /// <summary>The arguments of <see cref="Put"/>.</summary>
    /// <param name="before">The version that was the head before the first of the saves.</param>
    /// <param name="newest">The last of them.</param>
    /// <param name="told">What they tell.</param>
    public static RedisValue[] Arguments(long before, AcceptedSave newest, WriterHint told)
    {
        var head = newest.Head;
        List<RedisValue> arguments =
        [
            before, head.Version, head.ETag.Nonce.ToString("x16", CultureInfo.InvariantCulture), Hex(head.Newest.Session), head.Newest.SavedBy.Id, head.Run.Sequence ?? 0, head.Run.Base,
            told.Floor, (long)newest.Window.TotalMilliseconds,
        ];
        foreach (var (session, mark) in told.Sessions)
        {
            arguments.Add(Hex(session));
            arguments.Add(mark.Sequence);
        }

        return [.. arguments];
    }

    /// <summary>Reads the hash; null where it is empty or not as it was written.</summary>
    public static WriterHint? Read(HashEntry[] hash)
    {
        var fields = hash.ToDictionary(field => (string)field.Name!, field => (string)field.Value!, StringComparer.Ordinal);
        if (!long.TryParse(fields.GetValueOrDefault("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            || !ulong.TryParse(fields.GetValueOrDefault("nonce"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var nonce)
            || !long.TryParse(fields.GetValueOrDefault("floor"), NumberStyles.None, CultureInfo.InvariantCulture, out var floor)
            || !TryReadSession(fields.GetValueOrDefault("session", ""), out var writer))
        {
            return null;
        }

        var known = new WriterHint { Head = new ETag(version, nonce), Writer = writer, Floor = floor };
        foreach (var (name, mark) in fields.Where(field => field.Key.StartsWith("s:", StringComparison.Ordinal)))
        {
            var colon = mark.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !TryReadSession(name[2..], out var session) || session is null
                || !long.TryParse(mark.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var since)
                || !long.TryParse(mark.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            {
                return null;
            }

            known = known with { Sessions = known.Sessions.SetItem(session.Value, new SessionMark(since, sequence)) };
        }

        return known;
    }

    private static string Hex(SessionKey? session) => session is { } key ? Convert.ToHexStringLower(key.ToBytes()) : "";

    private static bool TryReadSession(string text, out SessionKey? session)
    {
        session = null;
        if (text.Length == 0)
        {
            return true;
        }

        Span<byte> bytes = stackalloc byte[SessionKey.Size];
        if (Convert.FromHexString(text, bytes, out _, out var written) is not System.Buffers.OperationStatus.Done || written != SessionKey.Size)
        {
            return false;
        }

        session = SessionKey.FromBytes(bytes);
        return true;
    }
}
