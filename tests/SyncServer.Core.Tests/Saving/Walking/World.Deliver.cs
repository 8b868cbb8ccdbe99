using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>Delivers saves and responses.</summary>
public sealed partial record World
{
    /// <summary>
    /// Whether the network may still deliver a save. A save that is older than the lifetime of a record may not arrive, unless it is a replay of the newest save of
    /// its session, or names a version from which the server can tell its age.
    /// </summary>
    public bool MayArrive(Message message) => Now - message.SentAt <= Limits.Life
        || (message.Command is { Sequence: { } sequence, Precondition: not Precondition.IfMatchAny }
            && !Truth.Accepted.Any(save => save.Session == message.Command.Session && (save.Sequence ?? long.MaxValue) > sequence));

    /// <summary>Delivers a save and decides it. Its response is received later.</summary>
    public (World Next, Step Step, Answer Answer) Deliver(Client client, int number)
    {
        var message = client.Sent[number];
        // Each arrival has another nonce.
        var command = message.Command with { Nonce = (ulong)(1000 + (client.Index * 1000) + (number * 10) + message.Deliveries) };
        var (log, decision) = Log.Save(command, Now);
        var waited = decision is SaveDecision.Held;
        if (waited)
        {
            // The save that it waits for did not come. If it does, that equals a walk in which this save arrives later.
            (log, decision) = Log.Save(command with { MayWait = false }, Now);
        }

        var early = Early.Check(command, Now);
        var step = new Step(this, client, message, command, decision, waited, early, log);
        var (truth, fault) = (Truth, (string?)null);
        if (early is not null)
        {
            log = Log;
        }
        else if (decision is SaveDecision.Accepted accepted)
        {
            (truth, fault) = Truth.Accept(client, message, accepted, TextOf(Log.Content), Now);
        }

        var next = this with { Log = log, Early = Early.After(command, decision, Now), Truth = truth };
        next = next.With(client with { Sent = client.Sent.SetItem(number, message with { Deliveries = message.Deliveries + 1 }) });
        return (next, step with { Fault = Law.Violation(step, truth) ?? fault }, next.AnswerTo(step with { Decision = early ?? decision }));
    }

    /// <summary>A client receives the response to one of its saves.</summary>
    public World Receive(int client, int number, Answer answer) => With(Clients[client].Receive(number, answer));

    private Answer AnswerTo(Step step)
    {
        switch (step.Decision)
        {
            case SaveDecision.Accepted accepted:
                return new Answer(accepted.Head.ETag, accepted.BringsContent ? TextOf(accepted.Content) : null, Truth.EditsOf(accepted.Head.Version))
                {
                    Brings = accepted.BringsContent,
                };
            case SaveDecision.Repeated repeated:
                var content = repeated.BringsContent ? Log.Find(repeated.ETag)?.Content : null;
                return new Answer(repeated.ETag, TextOf(content), Truth.EditsOf(repeated.ETag.Version))
                {
                    Brings = content is not null, IsSuperseded = repeated.Outcome is SaveOutcome.Superseded,
                };
            case SaveDecision.Refused refused:
                return new Answer(refused.Head?.ETag, TextOf(step.Before.Log.Content), Truth.EditsOf(refused.Head?.Version ?? 0))
                {
                    Reason = refused.Reason,
                    Preview = TextOf(step.Before.Log.PreviewOf(step.Command, refused)),
                    Self = refused.Self,
                };
            default:
                throw new InvalidOperationException($"{step.Decision} is not a response.");
        }
    }
}

/// <summary>A decided save of a walk.</summary>
/// <param name="Before">The state in which it arrived.</param>
/// <param name="Client">The client that sent it.</param>
/// <param name="Message">The message.</param>
/// <param name="Command">The command that was decided.</param>
/// <param name="Decision">The decision.</param>
/// <param name="Waited">Whether it first waited for a save that did not come.</param>
/// <param name="Early">The early refusal, if it was refused before the database was asked.</param>
/// <param name="After">The store after it.</param>
public sealed record Step(
    World Before, Client Client, Message Message, SaveCommand Command, SaveDecision Decision, bool Waited, SaveDecision.Refused? Early, MemoryLog After)
{
    /// <summary>The invariant that it violates, if any.</summary>
    public string? Fault { get; init; }
}
