namespace SyncServer.Nodes.Tests.Support;

/// <summary>Lies about last writers, told by changing what the nodes keep in Redis.</summary>
internal static class RedisLie
{
    /// <summary>All of them.</summary>
    public static readonly string[] Kinds = ["stranger", "older", "newer", "clear", "busy", "garbage", "other type"];

    private const string Script = """
        local told = 0
        for _, key in ipairs(KEYS) do
            if redis.call('TYPE', key).ok == 'hash' then
                told = told + 1
                local version = tonumber(redis.call('HGET', key, 'version')) or 0
                local sessions = {}
                for _, field in ipairs(redis.call('HKEYS', key)) do
                    if string.sub(field, 1, 2) == 's:' then table.insert(sessions, field) end
                end
                if ARGV[1] == 'stranger' then
                    -- The head is somebody else's who is at work on the document.
                    for _, field in ipairs(sessions) do
                        if string.sub(field, 3) ~= redis.call('HGET', key, 'session') then redis.call('HSET', key, 'session', string.sub(field, 3)) end
                    end
                elseif ARGV[1] == 'older' then
                    redis.call('HSET', key, 'version', math.max(1, version - 1))
                elseif ARGV[1] == 'newer' then
                    redis.call('HSET', key, 'version', version + 7)
                elseif ARGV[1] == 'clear' then
                    -- Nobody has ever saved anything: whatever comes is no repeat.
                    redis.call('HSET', key, 'floor', 0)
                    for _, field in ipairs(sessions) do redis.call('HDEL', key, field) end
                elseif ARGV[1] == 'busy' then
                    -- Everybody has saved everything: whatever comes is a repeat.
                    for _, field in ipairs(sessions) do redis.call('HSET', key, field, '0:9007199254740991') end
                elseif ARGV[1] == 'garbage' then
                    redis.call('HSET', key, 'version', 'many', 'floor', '-')
                else
                    -- Not for long: there is nothing else to lie about meanwhile.
                    redis.call('SET', key, 'no hash', 'PX', 200)
                end
            end
        end
        return told
        """;

    /// <summary>Tells one about documents.</summary>
    /// <returns>About how many: of the others Redis knows nothing.</returns>
    public static async Task<int> TellAsync(RedisServer redis, string kind, params string[] documents) =>
        int.Parse(await redis.CommandAsync(["EVAL", Script, $"{documents.Length}", .. documents.Select(KeyOf), kind]));

    /// <summary>Waits until Redis hears of what a node saves: after a test that took Redis away it may need some tries.</summary>
    public static async Task HearsAsync(RedisServer redis, Caller node)
    {
        var saved = new List<string>();
        await Eventually.HoldsAsync(async () =>
        {
            saved.Add(Cluster.NewDocument());
            (await node.Create(saved[^1], "1").Sequence(1)).Saved("created", 1);
            foreach (var note in saved)
            {
                if (await redis.CommandAsync("HGET", KeyOf(note), "version") == "1")
                {
                    return true;
                }
            }

            return false;
        }, "Redis hears of saves");
    }

    /// <summary>Waits until Redis knows a version of a document.</summary>
    public static Task KnowsAsync(RedisServer redis, string document, long version) =>
        Eventually.HoldsAsync(async () => await redis.CommandAsync("HGET", KeyOf(document), "version") == $"{version}", "Redis knows the version");

    private static string KeyOf(string document) => $"syncserver:{{{document["/v1/".Length..]}}}";
}
