using System.Collections.Concurrent;

namespace SyncServer.Nodes.Tests.Support;

/// <summary>What became of the words of one document; each word is typed once only.</summary>
internal sealed class WordLedger
{
    private readonly ConcurrentDictionary<string, bool> _acknowledged = new();
    private readonly ConcurrentDictionary<string, bool> _removed = new();

    /// <summary>How many words were acknowledged.</summary>
    public int Acknowledged => _acknowledged.Count;

    /// <summary>Whether a word's writer was told that it is saved.</summary>
    public bool IsAcknowledged(string word) => _acknowledged.ContainsKey(word);

    /// <summary>The writer of these words was told that they are saved.</summary>
    public void Acknowledge(IEnumerable<string> words)
    {
        foreach (var word in words)
        {
            _acknowledged[word] = true;
        }
    }

    /// <summary>A writer that had the word in front of it took it out, or gave it up.</summary>
    public void Remove(string word) => _removed[word] = true;

    /// <summary>Every acknowledged word that nobody removed is in the text, and no word is there twice.</summary>
    /// <returns>How many words had to be there.</returns>
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
