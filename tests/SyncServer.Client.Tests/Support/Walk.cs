using System.Text;

namespace SyncServer.Client.Tests.Support;

/// <summary>One walk: two writers, each with a line of their own, one document, and a network that does what it likes.</summary>
internal sealed class Walk
{
    private const int Steps = 120;

    private readonly Random _random;
    private readonly int _haste;
    private readonly StringBuilder _story = new();
    private readonly ModelServer _server;
    private readonly ModelDocument _document;
    private readonly WalkNetwork _network;
    private readonly List<WalkWriter> _writers;

    public Walk(int seed)
    {
        Seed = seed;
        _random = new Random(seed);
        _server = new ModelServer(_random);
        _haste = _random.Next(2, 7);
        _document = _server.Document(WalkWriter.Path);
        _document.Writing = Check;
        _network = new WalkNetwork(_server, _random, Tell);
        Deletes = _random.Next(2) == 0;
        var badDisk = _random.Next(4) == 0;
        var merge = _random.Next(3) > 0;
        _writers = [.. Enumerable.Range(0, 2).Select(n => new WalkWriter(n, this, _network, _random, merge, badDisk))];
        IsExact = !Deletes && !badDisk;
        Tell($"deletes {Deletes}, bad disk {badDisk}, merge {merge}");
    }

    /// <summary>What it follows from.</summary>
    public int Seed { get; }

    /// <summary>Whether somebody deletes, or chooses against words that are not theirs.</summary>
    public bool Deletes { get; }

    /// <summary>Whether each line is known to the letter: nobody gives up words of another, and no disk forgets.</summary>
    public bool IsExact { get; }

    /// <summary>What happened, for whoever looks for a fault.</summary>
    public string Story => _story.ToString();

    /// <summary>How often.</summary>
    public SortedDictionary<string, int> Happened => _server.Answers;

    /// <summary>The words that are to be there at the end.</summary>
    public HashSet<string> Expected { get; } = new(StringComparer.Ordinal);

    public async Task RunAsync()
    {
        for (var step = 0; step < Steps; step++)
        {
            switch (_random.Next(10))
            {
                case var n when n < _haste:
                    await _writers[_random.Next(_writers.Count)].ActAsync();
                    break;
                case < 9:
                    await _network.MoveAsync();
                    break;
                default:
                    await _writers[_random.Next(_writers.Count)].LookAsync();
                    break;
            }
        }

        await ComeToRestAsync();
        var text = _document.Head?.Text;
        var missing = Expected.Except(Words(text)).ToList();
        Assert.True(missing.Count == 0, $"lost: {string.Join(' ', missing)} in {text?.Replace('\n', '|')}");
        Assert.All(_writers, writer => Assert.Equal(text, writer.Text));
        if (IsExact)
        {
            Assert.All(_writers, writer => Assert.Equal(writer.Line, WalkWriter.LineOf(text, writer.Number)));
        }
    }

    public void Count(string what) => Happened[what] = Happened.GetValueOrDefault(what) + 1;

    public void Tell(string what) => _story.AppendLine(what);

    public static IEnumerable<string> Words(string? text) => text is null ? [] : text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Everything arrives, everything is settled, everybody looks.</summary>
    private async Task ComeToRestAsync()
    {
        _network.IsKind = true;
        for (var round = 0; round < 2000; round++)
        {
            while (await _network.MoveAsync())
            {
            }

            var moved = false;
            foreach (var writer in _writers)
            {
                moved |= await writer.FinishAsync();
            }

            if (!moved && _network.IsEmpty)
            {
                return;
            }
        }

        throw new InvalidOperationException("It never comes to rest.");
    }

    /// <summary>The law, at each version that is written.</summary>
    private void Check(ModelSave save, ModelVersion version)
    {
        var writer = _writers.Find(one => one.Sessions.Contains(save.Session))!;
        var words = Words(version.Text).ToList();
        var gone = Words(_document.Head?.Text).Except(words).ToList();
        Tell($"  version {version.Number} by {writer.Number}: {version.Text?.Replace('\n', '|') ?? "deleted"}");
        Assert.True(words.Distinct().Count() == words.Count, $"doubled: {version.Text}");
        Assert.True(gone.TrueForAll(writer.Seen.Contains), $"version {version.Number} removes unseen: {string.Join(' ', gone)}");
    }
}
