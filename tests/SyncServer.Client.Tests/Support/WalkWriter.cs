using SyncServer.Client.Http;
using SyncServer.Client.Saving;

namespace SyncServer.Client.Tests.Support;

/// <summary>Somebody who types words into a line of their own, and whose program ends now and then.</summary>
internal sealed class WalkWriter(int number, Walk walk, WalkNetwork network, Random random, bool merge, bool badDisk)
{
    public const string Path = "/v1/notes/one";

    private WalkLife? _life;
    private byte[]? _disk;
    private Reply? _read;
    private int _words;

    public int Number => number;

    /// <summary>The line as it was typed last.</summary>
    public string Line { get; private set; } = "";

    /// <summary>Every word that the editor ever showed.</summary>
    public HashSet<string> Seen { get; } = new(StringComparer.Ordinal);

    /// <summary>The sessions of all lives.</summary>
    public HashSet<string> Sessions { get; } = new(StringComparer.Ordinal);

    public string? Text => _life?.Edits.Content?.ReadText();

    private Edits Edits => _life!.Edits;

    public static string LineOf(string? text, int number) => text?.Split('\n')[number] ?? "";

    /// <summary>The writer does something.</summary>
    public async Task ActAsync()
    {
        if (_life is null)
        {
            await OpenAsync();
            return;
        }

        switch (random.Next(20))
        {
            case < 11:
                Type($"{Line} {(char)('a' + number)}{++_words}".Trim());
                break;
            case < 13 when Line.Length > 0:
                var last = Line.LastIndexOf(' ');
                walk.Expected.Remove(Line[(last + 1)..]);
                Type(last < 0 ? "" : Line[..last]);
                break;
            case < 16:
                Edits.Release();
                break;
            case 16 when walk.Deletes && Edits.Content is not null:
                GiveUp(Walk.Words(Text), []);
                walk.Tell($"{number} deletes");
                Edits.Type(null);
                Edits.Release();
                Line = "";
                break;
            case 17 when random.Next(2) == 0:
                Crash();
                return;
            default:
                await SettleAsync();
                break;
        }

        _life.Step();
    }

    /// <summary>The writer looks what others saved, where nothing is unsaved; what the server stored is taken.</summary>
    public async Task LookAsync()
    {
        if (_life is null)
        {
            return;
        }

        if (Edits.Stored is not null && (_read is null || random.Next(2) == 0))
        {
            Edits.AdoptStored();
            Show("takes what was stored");
        }
        else if (Edits.Unread is { } unread)
        {
            var reply = await network.ReadAsync(unread);
            Edits.Read(unread, unread is SaveAnswer.Conflict conflict ? conflict.Current : reply.Known, reply.Content);
            Show("reads");
        }
        else if (_read is { } read)
        {
            _read = null;
            if (read.Known.Version > Edits.Adopted.Version && Edits.Adopt(read.Known, read.Content))
            {
                Show("shows what it read");
            }
        }
        else if (Edits.Quiet)
        {
            // Something else may happen before it is shown.
            _read = await network.ReadAsync();
        }

        _life.Step();
    }

    /// <summary>Brings everything to an end.</summary>
    /// <returns>Whether there was something to do.</returns>
    public async Task<bool> FinishAsync()
    {
        if (_life is null)
        {
            await OpenAsync();
            return true;
        }

        var before = (Edits.State, Edits.Adopted.Version, Edits.Sequence, Edits.Conflict);
        _read = null;
        await LookAsync();
        await LookAsync();
        await SettleAsync();
        Edits.Release();
        _life.Step();
        return before != (Edits.State, Edits.Adopted.Version, Edits.Sequence, Edits.Conflict) || Edits.State is not SyncState.Saved;
    }

    private async Task OpenAsync()
    {
        var edits = new Edits($"s{number}-{Guid.NewGuid():n}", 0, () => $"n{number}-{Guid.NewGuid():n}", maxInFlight: random.Next(1, 5), merge);
        _life = new WalkLife(number, edits, Step);
        if (_disk is not null)
        {
            edits.Open(Draft.FromBytes(_disk));
            Show("opens its draft");
        }
        else
        {
            var reply = await network.ReadAsync();
            edits.Open(reply.Known, reply.Content);
            Show("opens");
        }

        _life.Step();
    }

    private void Type(string line)
    {
        var lines = Text?.Split('\n') ?? ["", ""];
        lines[number] = line;
        Edits.Type(SyncContent.Text(string.Join('\n', lines)));
        walk.Expected.UnionWith(Walk.Words(line).Where(word => !Seen.Contains(word)));
        Show("types");
        if (random.Next(2) == 0)
        {
            Edits.Release();
        }
    }

    private void Crash()
    {
        walk.Tell($"{number} crashes");
        walk.Count("crash");
        _life!.IsOver = true;
        _life = null;
        _read = null;
        if (badDisk)
        {
            // It shows an older state: what is not on the server is gone.
            GiveUp(Seen.Where(word => word[0] == 'a' + number), []);
        }
    }

    private async Task SettleAsync()
    {
        await Task.CompletedTask;
        if (Edits.Conflict is not { } conflict)
        {
            return;
        }

        walk.Count("settled");
        var (mine, theirs) = (Text, conflict.Content?.ReadText());
        Seen.UnionWith(Walk.Words(theirs));
        switch (random.Next(4))
        {
            case 0:
                Edits.GiveUp(conflict.Current, conflict.Content);
                GiveUp(Walk.Words(mine), Walk.Words(theirs));
                Show("takes theirs");
                return;
            case 1 when Conflicts.IsMergeable(conflict.Problem):
                if (Edits.IsAsSent && Conflicts.Merged(conflict.Problem) is { } merged)
                {
                    Edits.Replace(merged);
                    Edits.Overwrite(merge);
                    Show("takes the merge");
                }
                else
                {
                    Edits.LetMerge();
                    Show("lets it merge");
                }

                return;
            case 2 when walk.Deletes && mine is not null:
                Edits.Overwrite(asks: false);
                GiveUp(Walk.Words(theirs), Walk.Words(mine));
                Show("keeps its own");
                return;
            default:
                var lines = theirs?.Split('\n') ?? ["", ""];
                lines[number] = LineOf(mine, number);
                var both = string.Join('\n', lines);
                GiveUp([.. Walk.Words(mine), .. Walk.Words(theirs)], Walk.Words(both));
                Edits.Replace(SyncContent.Text(both));
                Edits.Overwrite(asks: false);
                Show("makes one of both");
                return;
        }
    }

    /// <summary>Words that may be missing from now on, as somebody who saw them decided so.</summary>
    private void GiveUp(IEnumerable<string> words, IEnumerable<string> kept) => walk.Expected.ExceptWith(words.Except(kept).ToList());

    private void Show(string what)
    {
        walk.Tell($"{number} {what}: {Text?.Replace('\n', '|')} (adopted {Edits.Adopted.Version}, parent {Edits.Parent})");
        Seen.UnionWith(Walk.Words(Text));
        Line = LineOf(Text, number);
    }

    private void Step(WalkLife life)
    {
        List<Save> saves = [];
        while (life.Edits.Next() is { } save)
        {
            saves.Add(save);
        }

        Sessions.Add(life.Edits.Session);
        // Before it is sent.
        if (!badDisk || random.Next(3) > 0)
        {
            _disk = life.Edits.ToDraft("notes", "one")?.ToBytes();
        }

        if (saves.Count > 0 && !network.IsKind && random.Next(15) == 0)
        {
            // Between storing and sending.
            Crash();
            return;
        }

        saves.ForEach(save => network.Send(life, save));
    }
}
