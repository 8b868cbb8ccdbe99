using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>A transition of a walk.</summary>
/// <param name="Next">The next state.</param>
/// <param name="Describe">Describes the transition.</param>
public sealed record Move(World Next, Func<string> Describe)
{
    /// <summary>The save that was decided, if any.</summary>
    public Step? Step { get; init; }

    /// <summary>The invariant that it violates, if any.</summary>
    public string? Fault { get; init; }
}

/// <summary>Enumerates transitions.</summary>
public static class Moves
{
    /// <summary>All transitions from a state.</summary>
    public static IEnumerable<Move> From(World world) =>
        OfTime(world).Concat(world.Clients.SelectMany(client => OfClient(world, client).Concat(Deliveries(world, client))));

    /// <summary>Describes the decision of a save.</summary>
    public static string Describe(Step step)
    {
        var command = step.Command;
        var on = command.Precondition switch
        {
            Precondition.IfMatch match => string.Join(' ', match.ETags.Select(etag => etag.Version)),
            Precondition.IfMatchAny => "anything",
            _ => "nothing",
        };
        var result = step.Decision switch
        {
            SaveDecision.Accepted accepted => $"{Walk.OutcomeOf(accepted)} as {accepted.Head.Version} {World.TextOf(accepted.Content)}",
            SaveDecision.Repeated repeated => $"{repeated.Outcome} as {repeated.ETag.Version}",
            SaveDecision.Refused refused => $"{refused.Reason}{(refused.Base.IsKnown ? " mergeable" : "")}",
            _ => $"{step.Decision}",
        };
        return $"{NameOf(step.Client)}'s {command.Method} {command.Sequence} (parent {command.Parent}) on {on} {World.TextOf(command.Body)}, arrival {step.Message.Deliveries + 1}: {result}";
    }

    private static string NameOf(Client client) => $"{Words.FieldOf(client.Index)}{(client.Generation == 0 ? "" : client.Generation)}";

    private static IEnumerable<Move> OfTime(World world)
    {
        var budget = world.Budget;
        if (budget.Pauses > 0)
        {
            yield return new(world.Wait() with { Budget = budget with { Pauses = budget.Pauses - 1 } }, () => "the window ends");
        }

        if (budget.Ages > 0)
        {
            yield return new(world.GrowOld() with { Budget = budget with { Ages = budget.Ages - 1 } }, () => "more than half of a record's lifetime passes");
        }

        if (budget.Thinnings > 0 && world.Log.Thinnable(world.Now) is { Count: > 0 } versions)
        {
            yield return new(world.Thin(versions) with { Budget = budget with { Thinnings = budget.Thinnings - 1 } }, () => $"thinned: {string.Join(' ', versions)}");
        }
    }

    private static IEnumerable<Move> OfClient(World world, Client client)
    {
        var budget = world.Budget;
        if (budget.Loads > 0 && world.Log.Head is { } head && (head.ETag != client.Adopted || client.Conflict is not null))
        {
            foreach (var (before, name) in Pending(world, client))
            {
                var loaded = before.Load(before.Clients[client.Index], world.Scenario.LoadsInNewSession);
                yield return new(loaded with { Budget = budget with { Loads = budget.Loads - 1 } }, () => $"{name}{NameOf(client)} loads {head.Version}");
            }
        }

        if ((budget.Locks > 0 || world.Locks.Any(held => held.Session == client.Session)) && world.Lock(client) is { } locked)
        {
            yield return new(locked, () => $"{NameOf(client)} takes or releases its lock");
        }

        if (client.Conflict is not null && budget.Settles > 0)
        {
            foreach (var how in Enum.GetValues<World.Settlement>())
            {
                if (world.Settle(client, how) is var (settled, fault))
                {
                    yield return new(settled with { Budget = budget with { Settles = budget.Settles - 1 } }, () => $"{NameOf(client)} settles: {how}") { Fault = fault };
                }
            }
        }
    }

    /// <summary>
    /// A save is sent as late as possible: when it arrives, or when its client is about to receive a response. Sending it earlier makes no difference, so this
    /// covers all cases.
    /// </summary>
    private static IEnumerable<Move> Deliveries(World world, Client client)
    {
        foreach (var (sent, description) in Pending(world, client))
        {
            var now = sent.Clients[client.Index];
            // Messages that were sent before are delivered without sending more.
            for (var number = now.Sent.Length == client.Sent.Length ? 0 : now.Sent.Length - 1; number < now.Sent.Length; number++)
            {
                foreach (var move in Deliver(sent, now, number, description))
                {
                    yield return move;
                }
            }
        }
    }

    private static IEnumerable<Move> Deliver(World world, Client client, int number, string description)
    {
        var budget = world.Budget;
        var deliveries = client.Sent[number].Deliveries;
        if ((deliveries > 0 && (budget.Repeats == 0 || deliveries > 1)) || !world.MayArrive(client.Sent[number]))
        {
            yield break;
        }

        var (next, step, answer) = world.Deliver(client, number);
        next = next with { Budget = budget with { Repeats = budget.Repeats - (deliveries > 0 ? 1 : 0) } };
        var learns = !next.Clients[client.Index].Sent[number].IsAnswered && client.Sent[number].Epoch == client.Epoch;
        if (!learns)
        {
            yield return new(next, () => $"{description}{Describe(step)}; the client ignores the response") { Step = step, Fault = step.Fault };
            yield break;
        }

        foreach (var (before, more) in Pending(next, next.Clients[client.Index]))
        {
            yield return new(before.Receive(client.Index, number, answer), () => $"{description}{Describe(step)}{(more.Length == 0 ? "" : $"; then {more}the response arrives")}") { Step = step, Fault = step.Fault };
        }

        if (budget.LostAnswers > 0)
        {
            yield return new(next with { Budget = next.Budget with { LostAnswers = budget.LostAnswers - 1 } }, () => $"{description}{Describe(step)}; the response is lost") { Step = step, Fault = step.Fault };
        }
    }

    /// <summary>The states after a client sent none, one, … of its further saves.</summary>
    private static IEnumerable<(World World, string Description)> Pending(World world, Client client)
    {
        var (at, description) = (world, "");
        yield return (at, description);
        while (true)
        {
            if (SendNext(at, at.Clients[client.Index]) is not { } sent)
            {
                yield break;
            }

            description += $"{NameOf(client)} sends {sent.Clients[client.Index].Sent[^1].Command.Sequence}; ";
            at = sent;
            yield return (at, description);
        }
    }

    private static World? SendNext(World world, Client client)
    {
        var script = world.Scenario.Scripts[client.Index];
        return client.Scripted < script.Length && world.Send(client, script[client.Scripted]) is { } sent
            ? sent.With(sent.Clients[client.Index] with { Scripted = client.Scripted + 1 }) : null;
    }
}
