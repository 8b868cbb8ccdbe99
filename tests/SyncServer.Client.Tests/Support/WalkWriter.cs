using SyncServer.Client.Http;
using SyncServer.Client.Saving;

namespace SyncServer.Client.Tests.Support;

/// <summary>A writer that types words into its own line, and whose program crashes at times.</summary>
internal sealed class WalkWriter(int number, Walk walk, WalkNetwork network, Random random, bool? merge, bool losesDrafts)
{
    public const string Path = "/v1/notes/one";

    private WalkLife? _life;
    private byte[]? _disk;
    private ServerResponse? _read;
    private int _words;

    public int Number => number;

    /// <summary>The newest line of this writer.</summary>
    public string Line { get; private set; } = "";

    /// <summary>Every word that the editor has shown.</summary>
    public HashSet<string> Seen { get; } = new(StringComparer.Ordinal);

    /// <summary>The sessions of all runs.</summary>
    public HashSet<string> Sessions { get; } = new(StringComparer.Ordinal);

    public string? Text => _life?.Machine.Content?.ReadText();

    private SaveStateMachine Machine => _life!.Machine;

    public static string LineOf(string? text, int number) => text?.Split('\n')[number] ?? "";

    /// <summary>The writer takes a random action.</summary>
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
                Machine.Flush();
                break;
            case 16 when walk.Deletes && Machine.Content is not null:
                Discard(Walk.Words(Text), []);
                walk.Record($"{number} deletes");
                Machine.Edit(null);
                Machine.Flush();
                Line = "";
                break;
            case 17 when random.Next(2) == 0:
                Crash();
                return;
            default:
                await ResolveAsync();
                break;
        }

        _life.Step();
    }

    /// <summary>The client adopts a response, or reads the document where nothing is unsaved.</summary>
    public async Task ReadAsync()
    {
        if (_life is null)
        {
            return;
        }

        if (Machine.Adoptable is not null && (_read is null || random.Next(2) == 0))
        {
            Machine.AdoptResponse();
            Show("adopts a response");
        }
        else if (Machine.AwaitingRead is { } awaiting)
        {
            var reply = await network.ReadAsync(awaiting);
            Machine.HeadRead(awaiting, awaiting is SaveResponse.Conflict conflict ? conflict.Current : reply.Version, reply.Content);
            Show("reads");
        }
        else if (_read is { } read)
        {
            _read = null;
            if (read.Version.Number > Machine.Adopted.Number && Machine.TryAdopt(read.Version, read.Content))
            {
                Show("adopts what it read");
            }
        }
        else if (Machine.IsIdle || Machine.Unreadable is not null)
        {
            // Other events may happen before it is adopted.
            _read = await network.ReadAsync();
        }

        _life.Step();
    }

    /// <summary>Completes all work.</summary>
    /// <returns>Whether there was work to do.</returns>
    public async Task<bool> FinishAsync()
    {
        if (_life is null)
        {
            await OpenAsync();
            return true;
        }

        var before = (Machine.State, Machine.Adopted.Number, Machine.Sequence, Machine.Conflict);
        _read = null;
        await ReadAsync();
        await ReadAsync();
        await ResolveAsync();
        Machine.Flush();
        _life.Step();
        return before != (Machine.State, Machine.Adopted.Number, Machine.Sequence, Machine.Conflict) || Machine.State is not SyncState.Saved;
    }

    private async Task OpenAsync()
    {
        var machine = new SaveStateMachine($"s{number}-{Guid.NewGuid():n}", 0, () => $"n{number}-{Guid.NewGuid():n}", maxInFlight: random.Next(1, 5), merge, content => content.Type is FakeServer.TextType);
        _life = new WalkLife(number, machine, Step);
        if (_disk is not null)
        {
            machine.Open(Draft.FromBytes(_disk));
            Show("opens its draft");
        }
        else
        {
            var reply = await network.ReadAsync();
            if (machine.WhyUnreadable(reply.Version, reply.Content) is not null)
            {
                _life = null;
                return;
            }

            machine.Open(reply.Version, reply.Content);
            Show("opens");
        }

        _life.Step();
    }

    private void Type(string line)
    {
        var lines = Text?.Split('\n') ?? ["", ""];
        lines[number] = line;
        Machine.Edit(SyncContent.Text(string.Join('\n', lines)));
        walk.Expected.UnionWith(Walk.Words(line).Where(word => !Seen.Contains(word)));
        Show("types");
        if (random.Next(2) == 0)
        {
            Machine.Flush();
        }
    }

    private void Crash()
    {
        walk.Record($"{number} crashes");
        walk.Count("crash");
        _life!.IsOver = true;
        _life = null;
        _read = null;
        if (losesDrafts)
        {
            // The draft may be older: words that are not on the server may be lost.
            Discard(Seen.Where(word => word[0] == 'a' + number), []);
        }
    }

    private async Task ResolveAsync()
    {
        await Task.CompletedTask;
        if (Machine.Conflict is not { } conflict)
        {
            return;
        }

        walk.Count("resolved");
        var (mine, theirs) = (Text, conflict.Content?.ReadText());
        Seen.UnionWith(Walk.Words(theirs));
        switch (random.Next(4))
        {
            case 0:
                Machine.Adopt(conflict.Current, conflict.Content);
                Discard(Walk.Words(mine), Walk.Words(theirs));
                Show("takes theirs");
                return;
            case 1 when ConflictProblem.IsMergeable(conflict.Problem):
                if (Machine.IsContentOfConflict && ConflictProblem.Merged(conflict.Problem) is { } merged)
                {
                    Machine.Replace(merged);
                    Machine.ResolveOnCurrent(merge: null);
                    Show("saves the merge");
                }
                else
                {
                    Machine.LetServerMerge();
                    Show("lets the server merge");
                }

                return;
            case 2 when walk.Deletes && mine is not null:
                Machine.ResolveOnCurrent(merge: false);
                Discard(Walk.Words(theirs), Walk.Words(mine));
                Show("keeps mine");
                return;
            default:
                var lines = theirs?.Split('\n') ?? ["", ""];
                lines[number] = LineOf(mine, number);
                var both = string.Join('\n', lines);
                Discard([.. Walk.Words(mine), .. Walk.Words(theirs)], Walk.Words(both));
                Machine.Replace(SyncContent.Text(both));
                Machine.ResolveOnCurrent(merge: false);
                Show("saves both");
                return;
        }
    }

    /// <summary>Words that may be missing from now on, because a writer who saw them discarded them.</summary>
    private void Discard(IEnumerable<string> words, IEnumerable<string> kept) => walk.Expected.ExceptWith(words.Except(kept).ToList());

    private void Show(string what)
    {
        walk.Record($"{number} {what}: {Text?.Replace('\n', '|')} (adopted {Machine.Adopted.Number}, parent {Machine.Parent})");
        Seen.UnionWith(Walk.Words(Text));
        Line = LineOf(Text, number);
    }

    private void Step(WalkLife life)
    {
        List<Save> saves = [];
        while (life.Machine.NextSave() is { } save)
        {
            saves.Add(save);
        }

        Sessions.Add(life.Machine.Session);
        // The draft is written before the saves are sent.
        var draft = life.Machine.ToDraft("notes", "one");
        walk.CheckCopy(draft);
        if (life.Machine.Unreadable is not null)
        {
            walk.Count("unreadable");
        }

        if (!losesDrafts || random.Next(3) > 0)
        {
            _disk = draft?.ToBytes();
        }

        if (saves.Count > 0 && !network.IsReliable && random.Next(15) == 0)
        {
            // A crash between writing and sending.
            Crash();
            return;
        }

        saves.ForEach(save => network.Send(life, save));
    }
}
