using System.Collections.Concurrent;

namespace SyncServer.Nodes.Tests.Support;

/// <summary>The state of the words of one document. Each word is typed only once.</summary>
internal sealed class WordLedger
{
    private readonly ConcurrentDictionary<string, bool> _acknowledged = new();
    private readonly ConcurrentDictionary<string, bool> _removed = new();

    /// <summary>The number of acknowledged words.</summary>
    public int Acknowledged => _acknowledged.Count;

    /// <summary>Whether the save of a word was acknowledged.</summary>
    public bool IsAcknowledged(string word) => _acknowledged.ContainsKey(word);

    /// <summary>Records that the save of these words was acknowledged.</summary>
    public void Acknowledge(IEnumerable<string> words)
    {
        foreach (var word in words)
        {
            _acknowledged[word] = true;
        }
    }

    /// <summary>Records that a writer who had read the word removed or discarded it.</summary>
    public void Remove(string word) => _removed[word] = true;

    /// <summary>Checks that every acknowledged word that was not removed is in the text, and no word is in it twice.</summary>
    /// <returns>The number of expected words.</returns>
    public int Check(IReadOnlyCollection<string> text)
    {
        var doubled = text.CountBy(word => word).Where(pair => pair.Value > 1).ToList();
        Assert.True(doubled.Count is 0, $"twice: {string.Join(' ', doubled)}");
        var expected = _acknowledged.Keys.Where(word => !_removed.ContainsKey(word)).ToList();
        var lost = expected.Except(text).ToList();
        Assert.True(lost.Count is 0, $"lost: {string.Join(' ', lost)}");
        return expected.Count;
    }
}
