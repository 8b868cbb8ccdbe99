namespace SyncServer.Load.Clients;

/// <summary>A text of constant size that is typed over from front to end, so that each save changes a few characters of it.</summary>
/// <param name="random">The random numbers.</param>
/// <param name="size">The number of characters.</param>
internal sealed class EditedText(Random random, int size)
{
    private const int MeanWordLength = 5;

    private readonly char[] _characters = [.. Enumerable.Range(0, size).Select(_ => Key(random))];
    private int _cursor;

    /// <summary>Types a number of characters.</summary>
    public void Type(int count)
    {
        for (; count > 0; count--)
        {
            _characters[_cursor] = Key(random);
            _cursor = (_cursor + 1) % size;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => new(_characters);

    private static char Key(Random random) => random.Next(MeanWordLength + 1) == 0 ? ' ' : (char)('a' + random.Next(26));
}
