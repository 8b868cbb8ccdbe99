using SyncServer.Core.Documents;

namespace SyncServer.Insights;

/// <summary>
/// The keys that come most often, of any number of keys, in a fixed memory (space-saving: Metwally, Agrawal, El Abbadi 2005). A key that comes more
/// often than every <see cref="Size"/>th time is surely here. What is told of a key is what it was surely counted.
/// </summary>
internal sealed class HeavyHitters
{
    /// <summary>How many keys are counted.</summary>
    public const int Size = 128;

    private readonly Dictionary<DocumentKey, int> _places = new(Size);
    private readonly DocumentKey[] _keys = new DocumentKey[Size];
    private readonly long[] _counts = new long[Size];
    private readonly long[] _inherited = new long[Size];

    /// <summary>How often each key came since it has its place.</summary>
    public IEnumerable<(DocumentKey Key, long Count)> Items => _places.Select(place => (place.Key, _counts[place.Value] - _inherited[place.Value]));

    /// <summary>Counts a key. One that is not here takes the place, and the count, of the one that came least often.</summary>
    public void Add(DocumentKey key)
    {
        if (_places.TryGetValue(key, out var place))
        {
            _counts[place]++;
            return;
        }

        var least = _places.Count;
        if (least == Size)
        {
            least = 0;
            for (var i = 1; i < Size; i++)
            {
                least = _counts[i] < _counts[least] ? i : least;
            }

            _places.Remove(_keys[least]);
        }

        _places[key] = least;
        _keys[least] = key;
        _inherited[least] = _counts[least]++;
    }
}
