using System.Collections.Immutable;
using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>
/// A random walk that combines everything: saves of every kind; lost, repeated, delayed and reordered messages and responses; batches; and preparations
/// outside the transaction.
/// </summary>
public sealed class RandomWalk
{
    private const string Letters = "*****ppppsssdddDDDuuxvnmf!-^";
    private readonly Random _random;
    private readonly StringBuilder _trace = new();
    private readonly char[] _letters;
    private readonly int _thins;
    private readonly int _ages;
    private readonly int _locks;
    private World _world;

    private RandomWalk(Random random, Mutation mutation, EarlyRefusal early)
    {
        _random = random;
        var clients = random.Next(2, 4);
        _world = World.Begin(new Scenario("everything at once", [.. Enumerable.Repeat("", clients)])
        {
            Exists = random.Next(4) > 0,
            Merges = random.Next(3) > 0,
            IsPatient = random.Next(2) == 0,
            AnswersTravel = true,
            Locks = int.MaxValue,
            LocksOutliveWindow = random.Next(2) == 0,
            Takeovers = true,
            Mutation = mutation,
            Early = early,
        });
        // If saves are merged, a session sends a sequence always or never, as the submission of an unnumbered save in between is unknown.
        var letters = _world.Scenario.Merges ? Letters.Replace("n", "", StringComparison.Ordinal).Replace("m", "", StringComparison.Ordinal) : Letters;
        _world = _world with { Clients = [.. _world.Clients.Select(client => client with { IsNumbered = !_world.Scenario.Merges || random.Next(5) > 0 })] };
        // Each walk uses a random selection, as otherwise rare combinations would not occur.
        _letters = [.. Enumerable.Range(0, random.Next(3, 9)).Select(_ => letters[random.Next(letters.Length)])];
        (_thins, _ages, _locks) = (random.Next(2) * 4, random.Next(3) == 0 ? 2 : 0, random.Next(4) == 0 ? 5 : 0);
    }

    /// <summary>The number of decided saves.</summary>
    public int Steps { get; private set; }

    /// <summary>The number of decisions by outcome.</summary>
    public SortedDictionary<string, int> Outcomes { get; } = new(StringComparer.Ordinal);

    /// <summary>The violated invariant with the trace that led to it; null if there is none.</summary>
    public string? Report { get; private set; }

    /// <summary>The violated invariant, without the trace; null if there is none.</summary>
    public string? Fault { get; private set; }

    /// <summary>Walks until an invariant is violated, or up to a number of moves.</summary>
    public static RandomWalk Go(int seed, int moves, Mutation? mutation = null, EarlyRefusal? early = null)
    {
        var walk = new RandomWalk(new Random(seed), mutation ?? Mutation.None, early ?? EarlyRefusal.Never);
        try
        {
            for (var i = 0; i < moves && walk.Fault is null; i++)
            {
                walk.Move();
            }
        }
        catch (WalkTooLongException)
        {
            // The move is undone.
        }

        walk.End();
        walk.Report = walk.Fault is null ? null : $"{walk.Fault}, seed {seed}, {walk._world.Scenario.Scripts.Length} clients, merges {walk._world.Scenario.Merges}:\n{walk._trace}";
        return walk;
    }

    private void Move()
    {
        var client = _world.Clients[_random.Next(_world.Clients.Length)];
        var dice = _random.Next(100);
        if (dice < 30)
        {
            Send(client);
        }
        else if (dice < 65)
        {
            Deliver(client);
        }
        else if (dice < 85)
        {
            Receive(client);
        }
        else if (dice < 88)
        {
            DeliverTogether();
        }
        else if (dice < 88 + _thins)
        {
            var versions = _world.Log.Thinnable(_world.Now).Where(_ => _random.Next(3) > 0).ToList();
            _world = _world.Thin(versions);
            Trace($"thinned: {string.Join(' ', versions)}");
        }
        else if (dice < 88 + _thins + _ages)
        {
            _world = _world.GrowOld();
            Trace("more than half of a record's lifetime passes");
        }
        else if (dice < 90 + _thins + _ages)
        {
            _world = _world.Wait();
            Trace("the window ends");
        }
        else if (dice < 90 + _thins + _ages + _locks && _world.Lock(client) is { } locked)
        {
            _world = locked;
            Trace($"{client.Index} takes or releases its lock");
        }
        else if (dice >= 98)
        {
            var inNewSession = client.IsWaiting || _random.Next(2) == 0;
            _world = client.Generation < 5 ? _world.Load(client, inNewSession) : _world;
            Trace($"{client.Index} loads{(inNewSession ? " a page" : "")}");
        }
    }

    private void Send(Client client)
    {
        if (client.Conflict is not null)
        {
            if (_world.Settle(client, (World.Settlement)_random.Next(4)) is var (settled, fault))
            {
                _world = settled;
                Trace($"{client.Index} settles{(settled.Clients[client.Index].Sent.Length > client.Sent.Length ? $" with {Describe(settled.Clients[client.Index])}" : "")}");
                Fail(fault);
            }
        }
        else if (_world.Send(client, _letters[_random.Next(_letters.Length)]) is { } sent)
        {
            _world = sent;
            Trace($"{client.Index} sends {Describe(sent.Clients[client.Index])}");
        }

        static string Describe(Client client) => $"message {client.Sent.Length - 1}, {client.Sent[^1].Command.Method} {client.Sent[^1].Command.Sequence}";
    }

    private void Deliver(Client client)
    {
        if (Pick(client) is not { } number)
        {
            return;
        }

        var message = client.Sent[number];
        if (_random.Next(5) == 0 && _world.Log.Decide(message.Command, _world.Now).Decision is SaveDecision.Unprepared work)
        {
            // Other saves may be decided while this is computed.
            var prepared = message with { Command = message.Command with { Prepared = _world.Log.Prepare(message.Command, work) } };
            _world = _world.With(client with { Sent = client.Sent.SetItem(number, prepared) });
            Trace($"message {number} of {client.Index} is prepared");
            return;
        }

        var (next, step, answer) = _world.Deliver(client, number);
        if (step.Waited && _random.Next(2) == 0)
        {
            return;
        }

        Record(step);
        _world = next.With(WithAnswer(next.Clients[client.Index], number, answer));
    }

    private void Receive(Client client)
    {
        var waiting = Enumerable.Range(0, client.Sent.Length).Where(n => client.Sent[n].Answers.Length > 0).ToList();
        if (waiting.Count == 0)
        {
            return;
        }

        var number = waiting[_random.Next(waiting.Count)];
        var answers = client.Sent[number].Answers;
        var at = _random.Next(answers.Length);
        var left = client with { Sent = client.Sent.SetItem(number, client.Sent[number] with { Answers = answers.RemoveAt(at) }) };
        _world = _world.With(left);
        if (_random.Next(6) == 0)
        {
            Trace($"a response to message {number} of {client.Index} is lost");
            return;
        }

        _world = _world.Receive(client.Index, number, answers[at]);
        Trace($"{client.Index} receives {answers[at].Reason?.ToString() ?? $"version {answers[at].ETag?.Version}"} to message {number}");
    }

    /// <summary>Decides a batch. The decisions must be the same as for single saves in the same order.</summary>
    private void DeliverTogether()
    {
        var (at, single, batch, decisions) = (_world, _world, new List<SaveCommand>(), new List<SaveDecision>());
        for (var i = 0; i < 4; i++)
        {
            var client = single.Clients[_random.Next(single.Clients.Length)];
            if (Pick(client) is not { } number)
            {
                continue;
            }

            var (next, step, answer) = single.Deliver(client, number);
            if (step.Waited || step.Early is not null)
            {
                continue;
            }

            Record(step);
            var command = step.Command;
            if (single.Log.Decide(command, single.Now).Decision is SaveDecision.Unprepared work)
            {
                command = command with { Prepared = single.Log.Prepare(command, work) };
            }

            batch.Add(command);
            decisions.Add(step.Decision);
            single = next.With(WithAnswer(next.Clients[client.Index], number, answer));
        }

        var (log, together) = at.Log.Commit(batch, at.Now);
        _world = single with { Log = log };
        if (Fault is null && !together.Select(WithoutContent).SequenceEqual(decisions.Select(WithoutContent)))
        {
            Fail("a batch was decided differently than its single saves");
        }
        else if (Fault is null && (log.Head != single.Log.Head || batch.Any(save => !World.AreSame(log.RecordOf(save.Session!.Value), single.Log.RecordOf(save.Session!.Value)))))
        {
            Fail("a batch left another state than its single saves");
        }

        Trace($"(these {batch.Count} in one batch)");
    }

    // Whether a refusal contains the head's bytes depends on the other decisions of the batch.
    private static SaveDecision WithoutContent(SaveDecision decision) => decision is SaveDecision.Refused refused ? refused with { Content = null } : decision;

    /// <summary>Chooses a message: usually one that has not arrived yet, sometimes any.</summary>
    private int? Pick(Client client)
    {
        var open = Enumerable.Range(0, client.Sent.Length).Where(n => client.Sent[n].Deliveries == 0).ToList();
        if (client.Sent.IsEmpty)
        {
            return null;
        }

        var number = open.Count > 0 && _random.Next(4) > 0 ? open[_random.Next(Math.Min(3, open.Count))]
            : _random.Next(Math.Max(0, client.Sent.Length - 6), client.Sent.Length);
        return _world.MayArrive(client.Sent[number]) ? number : null;
    }

    private static Client WithAnswer(Client client, int number, Answer answer) => client with
    {
        Sent = client.Sent.SetItem(number, client.Sent[number] with { Answers = client.Sent[number].Answers.Add(answer) }),
    };

    /// <summary>Checks that every acknowledged edit is in the document, or was removed by a session that had seen it.</summary>
    private void End()
    {
        var truth = _world.Truth;
        if (Fault is null && !truth.Versions.IsEmpty)
        {
            Fail(truth.Compare(truth.Versions[^1].Edits, World.TextOf(_world.Log.Content)) is { } wrong ? $"at the end {wrong}" : null);
            var lost = _world.Clients.SelectMany(client => client.Sent).Any(message => message.AcceptedAs is not null && (message.Edits & ~truth.Versions[^1].Edits) != 0);
            Fail(lost ? "at the end an acknowledged edit is missing" : null);
        }
    }

    private void Record(Step step)
    {
        Steps++;
        var outcome = Walk.OutcomeOf(step.Decision);
        Outcomes[outcome] = Outcomes.GetValueOrDefault(outcome) + 1;
        Trace(Moves.Describe(step));
        Fail(step.Fault);
    }

    private void Fail(string? fault) => Fault ??= fault;

    private void Trace(string what) => _trace.AppendLine(what);
}
