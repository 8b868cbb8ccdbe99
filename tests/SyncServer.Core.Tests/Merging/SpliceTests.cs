using SyncServer.Core.Merging;

namespace SyncServer.Core.Tests.Merging;

public sealed class SpliceTests
{
    [Fact]
    public void A_splice_turns_the_old_bytes_into_the_new_ones()
    {
        const int seed = 20261122;
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            // Few distinct bytes, and lengths near the block size, give long common parts that overlap.
            var before = Bytes(random, random.Next(200));
            var after = random.Next(4) == 0 ? Bytes(random, random.Next(200)) : Edit(random, before);
            var splice = Splice.Between(before, after);
            Assert.True(splice.Apply(before).AsSpan().SequenceEqual(after), $"seed {seed}, case {i}");
            Assert.True(splice.Prefix + splice.Suffix <= Math.Min(before.Length, after.Length), $"seed {seed}, case {i}");
        }
    }

    [Fact]
    public void A_splice_contains_only_the_changed_bytes()
    {
        var before = new byte[100_000];
        var after = (byte[])before.Clone();
        after[50_000] = 1;
        Assert.Equal(1, Splice.Between(before, after).Middle.Length);
    }

    private static byte[] Bytes(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => (byte)random.Next(2))];

    private static byte[] Edit(Random random, byte[] before)
    {
        var at = random.Next(before.Length + 1);
        var removed = random.Next(Math.Min(10, before.Length - at) + 1);
        return [.. before[..at], .. Bytes(random, random.Next(10)), .. before[(at + removed)..]];
    }
}
