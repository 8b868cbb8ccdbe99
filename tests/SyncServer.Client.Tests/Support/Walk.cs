using System.Text;

namespace SyncServer.Client.Tests.Support;

/// <summary>One walk: one document, two writers, each with its own line, and a faulty network.</summary>
internal sealed class Walk
{
    private const int Steps = 120;
    private const string Third = "third-user";

    private readonly Random _random;
    private readonly int _typing;
    private readonly StringBuilder _log = new();
    private readonly ModelServer _server;
    private readonly ModelDocument _document;
    private readonly WalkNetwork _network;
    private readonly List<WalkWriter> _writers;
    private string _textBefore = "";
    private long _thirdSequence;

    public Walk(int seed)
    {
        Seed = seed;
        _random = new Random(seed);
        _server = new ModelServer(_random, merges: _random.Next(2) == 0);
        _typing = _random.Next(2, 7);
        _document = _server.Document(WalkWriter.Path);
        _document.Writing = Check;
        _network = new WalkNetwork(_server, _random, Record);
        Deletes = _random.Next(2) == 0;
        var losesDrafts = _random.Next(4) == 0;
        bool? merge = _random.Next(4) switch
        {
            0 => false,
            1 => null,
            _ => true,
        };
        _writers = [.. Enumerable.Range(0, 2).Select(n => new WalkWriter(n, this, _network, _random, merge, losesDrafts))];
        IsExact = !Deletes && !losesDrafts;
        Record($"deletes {Deletes}, loses drafts {losesDrafts}, merge {merge}");
    }

    /// <summary>The seed of all random choices.</summary>
    public int Seed { get; }

    /// <summary>Whether writers delete the document, or discard words of the other one.</summary>
    public bool Deletes { get; }

    /// <summary>Whether each line is known exactly: no words are discarded, and no draft is lost.</summary>
    public bool IsExact { get; }

    /// <summary>The steps of the walk.</summary>
    public string Log => _log.ToString();

    /// <summary>How often there was each outcome, problem and event.</summary>
    public SortedDictionary<string, int> Counts => _server.Counts;

    /// <summary>The words that must be there at the end.</summary>
    public HashSet<string> Expected { get; } = new(StringComparer.Ordinal);

    public async Task RunAsync()
    {
        for (var step = 0; step < Steps; step++)
        {
            switch (_random.Next(10))
            {
                case var n when n < _typing:
                    await _writers[_random.Next(_writers.Count)].ActAsync();
                    break;
                case < 9:
                    await _network.MoveAsync();
                    break;
                case 9 when _random.Next(4) == 0:
                    ChangeType();
                    break;
                default:
                    await _writers[_random.Next(_writers.Count)].ReadAsync();
                    break;
            }
        }

        await FinishAsync();
        var text = _document.Head?.Text;
        var missing = Expected.Except(Words(text)).ToList();
        Assert.True(missing.Count == 0, $"lost: {string.Join(' ', missing)} in {text?.Replace('\n', '|')}");
        Assert.All(_writers, writer => Assert.Equal(text, writer.Text));
        if (IsExact)
        {
            Assert.All(_writers, writer => Assert.Equal(writer.Line, WalkWriter.LineOf(text, writer.Number)));
        }
    }

    public void Count(string what) => Counts[what] = Counts.GetValueOrDefault(what) + 1;

    public void Record(string what) => _log.AppendLine(what);

    /// <summary>A copy for reading without a network has exactly the content that its ETag names.</summary>
    public void CheckCopy(Draft? draft)
    {
        if (draft is { IsUnsaved: false })
        {
            var version = _document.Versions.Single(one => one.ETag == draft.Adopted.ETag);
            Assert.Equal((version.Number, version.Text), (draft.Adopted.Number, draft.AdoptedContent?.ReadText()));
            Count("copy");
        }
    }

    public static IEnumerable<string> Words(string? text) => text is null ? [] : text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A third user, who has read the newest version, saves another type over it; the next time the text that was there.</summary>
    private void ChangeType()
    {
        if (_document.Head is not { Text: { } text } head)
        {
            return;
        }

        var isText = head.Type is FakeServer.TextType;
        var (other, type) = isText ? ("{\"no\":\"text\"}", "application/json") : (_textBefore, FakeServer.TextType);
        _textBefore = text;
        Record($"another type: {type}");
        _document.Decide(new ModelSave(Third, ++_thirdSequence, Parent: null, head.ETag, Merge: false, other, type), inWindow: false);
        Count(isText ? "another type" : "text again");
    }

    /// <summary>Delivers all messages and resolves all conflicts, until nothing changes.</summary>
    private async Task FinishAsync()
    {
        _network.IsReliable = true;
        if (_document.Head is { Type: not FakeServer.TextType, Text: not null })
        {
            ChangeType();
        }

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

        throw new InvalidOperationException("The walk does not finish.");
    }

    /// <summary>The law of docs/protocol.md, section 4, for each version that is written.</summary>
    private void Check(ModelSave save, ModelVersion version)
    {
        if (save.Session is Third)
        {
            return;
        }

        var writer = _writers.Find(one => one.Sessions.Contains(save.Session))!;
        var words = Words(version.Text).ToList();
        var gone = Words(_document.Head?.Text).Except(words).ToList();
        Record($"  version {version.Number} by {writer.Number}: {version.Text?.Replace('\n', '|') ?? "deleted"}");
        Assert.True(words.Distinct().Count() == words.Count, $"doubled: {version.Text}");
        Assert.True(gone.TrueForAll(writer.Seen.Contains), $"version {version.Number} removes unseen: {string.Join(' ', gone)}");
    }
}
