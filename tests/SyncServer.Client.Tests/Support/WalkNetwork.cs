using SyncServer.Client.Http;
using SyncServer.Client.Saving;

namespace SyncServer.Client.Tests.Support;

/// <summary>Requests and answers that are on their way, in no order.</summary>
internal sealed class WalkNetwork(ModelServer server, Random random, Action<string> tell)
{
    private static readonly DocumentAddress Address = new("notes", "one");

    private readonly List<Request> _requests = [];
    private readonly List<(Request Request, SaveAnswer Answer)> _answers = [];

    /// <summary>Whether it does no harm any more.</summary>
    public bool IsKind { get; set; }

    public bool IsEmpty => _requests.Count == 0 && _answers.Count == 0;

    /// <summary>Somebody sends a save.</summary>
    public void Send(WalkLife life, Save save) => _requests.Add(new Request(life, save));

    /// <summary>Reads the document, or what is needed to act on a refusal.</summary>
    public async Task<Reply> ReadAsync(SaveAnswer? unread = null)
    {
        using var request = unread is null ? Address.Request(HttpMethod.Get) : SaveRequests.Read(Address, unread);
        using var response = server.Answer(request);
        return await Reply.ReadAsync(response, default, default);
    }

    /// <summary>Something on its way moves; false where nothing is.</summary>
    public async Task<bool> MoveAsync()
    {
        if (IsEmpty)
        {
            return false;
        }

        var n = random.Next(_requests.Count + _answers.Count);
        if (n >= _requests.Count)
        {
            Arrive(n - _requests.Count);
            return true;
        }

        var request = _requests[n];
        _requests.RemoveAt(n);
        switch (IsKind ? 9 : random.Next(12))
        {
            case 0:
                tell($"  lost {request}");
                Retry(request);
                break;
            case 1:
                tell($"  401 {request}");
                _answers.Add((request, new SaveAnswer.Undecided(new InvalidOperationException("Signed out."))));
                break;
            case 2:
                // A copy is left behind, whatever becomes of the sender.
                _requests.Add(request with { IsCopy = true });
                await DecideAsync(request);
                break;
            case 3:
                // Its sender takes it for lost.
                _requests.Add(request with { IsCopy = true });
                Retry(request);
                break;
            default:
                await DecideAsync(request);
                break;
        }

        return true;
    }

    private async Task DecideAsync(Request request)
    {
        // The server waits for the save that this one goes on from.
        if (request.Save.Parent is { } parent && _requests.Exists(other => other.Save.Session == request.Save.Session && other.Save.Sequence <= parent) && random.Next(4) > 0)
        {
            _requests.Add(request);
            return;
        }

        using var message = SaveRequests.Request(Address, request.Save);
        using var response = server.Answer(message);
        var reply = await Reply.ReadAsync(response, default, default);
        tell($"  {request} -> {(int)reply.Status} {reply.Outcome} {reply.Version} {reply.Content?.ReadText().Replace('\n', '|')}");
        if (request.IsCopy)
        {
            return;
        }

        if (!IsKind && random.Next(8) == 0)
        {
            tell("  its answer is lost");
            Retry(request);
        }
        else
        {
            _answers.Add((request, SaveRequests.Answer(request.Save, reply)));
        }
    }

    private void Retry(Request request)
    {
        if (!request.IsCopy && !request.Life.IsOver)
        {
            request.Life.Edits.Failed(request.Save);
            _requests.Add(request);
        }
    }

    private void Arrive(int n)
    {
        var (request, answer) = _answers[n];
        _answers.RemoveAt(n);
        if (!request.Life.IsOver)
        {
            tell($"  {request.Life.Writer} hears of {request.Save.Sequence}: {answer.GetType().Name}");
            request.Life.Edits.Answered(request.Save, answer);
            request.Life.Step();
        }
    }

    private sealed record Request(WalkLife Life, Save Save, bool IsCopy = false)
    {
        public override string ToString() => $"{(IsCopy ? "copy of " : "")}{Life.Writer} save {Save.Sequence} parent {Save.Parent} on {Save.Adopted.Version} {Save.Content?.ReadText().Replace('\n', '|') ?? "delete"}";
    }
}

/// <summary>One run of a writer's program.</summary>
internal sealed class WalkLife(int writer, Edits edits, Action<WalkLife> step)
{
    public int Writer => writer;

    public Edits Edits => edits;

    public bool IsOver { get; set; }

    /// <summary>Does what follows from the state, as <see cref="Autosave"/> does.</summary>
    public void Step() => step(this);
}
