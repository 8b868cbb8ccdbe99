using SyncServer.Client.Http;
using SyncServer.Client.Saving;

namespace SyncServer.Client.Tests.Support;

/// <summary>Requests and responses in flight, which are delivered in any order.</summary>
internal sealed class WalkNetwork(ModelServer server, Random random, Action<string> record)
{
    private static readonly DocumentAddress Address = new("notes", "one");

    private readonly List<Request> _requests = [];
    private readonly List<(Request Request, SaveResponse Response)> _responses = [];

    /// <summary>Whether it has no faults any more.</summary>
    public bool IsReliable { get; set; }

    public bool IsEmpty => _requests.Count == 0 && _responses.Count == 0;

    /// <summary>A writer sends a save.</summary>
    public void Send(WalkLife life, Save save) => _requests.Add(new Request(life, save));

    /// <summary>Reads the document, or what a refusal needs.</summary>
    public async Task<ServerResponse> ReadAsync(SaveResponse? awaiting = null)
    {
        using var request = awaiting is null ? Address.Request(HttpMethod.Get) : SaveRequests.Read(Address, awaiting);
        using var response = server.Handle(request);
        return await ServerResponse.ReadAsync(response, default, default);
    }

    /// <summary>Delivers one message; false where there is none.</summary>
    public async Task<bool> MoveAsync()
    {
        if (IsEmpty)
        {
            return false;
        }

        var n = random.Next(_requests.Count + _responses.Count);
        if (n >= _requests.Count)
        {
            Arrive(n - _requests.Count);
            return true;
        }

        var request = _requests[n];
        _requests.RemoveAt(n);
        switch (IsReliable ? 9 : random.Next(12))
        {
            case 0:
                record($"  lost {request}");
                Retry(request);
                break;
            case 1:
                record($"  401 {request}");
                _responses.Add((request, new SaveResponse.NotFinal(new InvalidOperationException("Signed out."))));
                break;
            case 2:
                // A copy stays in the network.
                _requests.Add(request with { IsCopy = true });
                await DecideAsync(request);
                break;
            case 3:
                // It arrives later, but its sender takes it for lost.
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
        // The server waits for the parent.
        if (request.Save.Parent is { } parent && _requests.Exists(other => other.Save.Session == request.Save.Session && other.Save.Sequence <= parent) && random.Next(4) > 0)
        {
            _requests.Add(request);
            return;
        }

        using var message = SaveRequests.Request(Address, request.Save);
        using var response = server.Handle(message);
        var reply = await ServerResponse.ReadAsync(response, default, default);
        record($"  {request} -> {(int)reply.Status} {reply.Outcome} {reply.VersionNumber} {reply.Content?.ReadText().Replace('\n', '|')}");
        if (request.IsCopy)
        {
            return;
        }

        if (!IsReliable && random.Next(8) == 0)
        {
            record("  its response is lost");
            Retry(request);
        }
        else
        {
            _responses.Add((request, SaveRequests.Response(request.Save, reply)));
        }
    }

    private void Retry(Request request)
    {
        if (!request.IsCopy && !request.Life.IsOver)
        {
            request.Life.Machine.AttemptFailed(request.Save);
            _requests.Add(request);
        }
    }

    private void Arrive(int n)
    {
        var (request, response) = _responses[n];
        _responses.RemoveAt(n);
        if (!request.Life.IsOver)
        {
            record($"  {request.Life.Writer} receives {request.Save.Sequence}: {response.GetType().Name}");
            request.Life.Machine.Responded(request.Save, response);
            request.Life.Step();
        }
    }

    private sealed record Request(WalkLife Life, Save Save, bool IsCopy = false)
    {
        public override string ToString() => $"{(IsCopy ? "copy of " : "")}{Life.Writer} save {Save.Sequence} parent {Save.Parent} on {Save.Adopted.Number} {Save.Content?.ReadText().Replace('\n', '|') ?? "delete"}";
    }
}

/// <summary>One run of a writer's program.</summary>
internal sealed class WalkLife(int writer, SaveStateMachine machine, Action<WalkLife> step)
{
    public int Writer => writer;

    public SaveStateMachine Machine => machine;

    public bool IsOver { get; set; }

    /// <summary>Carries out what follows from the state, as <see cref="Autosave"/> does.</summary>
    public void Step() => step(this);
}
