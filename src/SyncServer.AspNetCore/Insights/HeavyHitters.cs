using SyncServer.Core.Documents;

namespace SyncServer.Insights;

/// <summary>
/// The most frequent keys of a stream, in fixed memory (Space-Saving: Metwally, Agrawal, El Abbadi 2005). A key with more than 1/<see cref="Size"/> of all additions is
/// guaranteed to be included. The count of a key is a guaranteed lower bound.
/// </summary>
internal sealed class HeavyHitters
{
    /// <summary>The number of keys that are counted.</summary>
    public const int Size = 128;

    private readonly Dictionary<DocumentKey, int> _places = new(Size);
    private readonly DocumentKey[] _keys = new DocumentKey[Size];
    private readonly long[] _counts = new long[Size];
    private readonly long[] _inherited = new long[Size];

    /// <summary>The counted keys, each with the lower bound of its count.</summary>
    public IEnumerable<(DocumentKey Key, long Count)> Items => _places.Select(place => (place.Key, _counts[place.Value] - _inherited[place.Value]));

    /// <summary>Counts a key. A key that is not included replaces the least frequent one, and inherits its count.</summary>
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
