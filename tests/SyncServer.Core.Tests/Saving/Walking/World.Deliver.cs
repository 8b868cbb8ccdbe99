using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>Saves arrive, and their answers.</summary>
public sealed partial record World
{
    /// <summary>
    /// Whether the network may still deliver a save. One that is older than a record lives is too late, unless it repeats the newest of its session, and
    /// names a version by which the server can tell.
    /// </summary>
    public bool MayArrive(Message message) => Now - message.SentAt <= Limits.Life
        || (message.Command is { Sequence: { } sequence, Precondition: not Precondition.IfMatchAny }
            && !Truth.Accepted.Any(save => save.Session == message.Command.Session && (save.Sequence ?? long.MaxValue) > sequence));

    /// <summary>A save arrives and is decided. Its answer is still to be received.</summary>
    public (World Next, Step Step, Answer Answer) Deliver(Client client, int number)
    {
        var message = client.Sent[number];
        // Each arrival draws another nonce.
        var command = message.Command with { Nonce = (ulong)(1000 + (client.Index * 1000) + (number * 10) + message.Deliveries) };
        var (log, decision) = Log.Save(command, Now);
        var waited = decision is SaveDecision.Held;
        if (waited)
        {
            // Nothing came that it waits for. Where something does, that is a walk where this one arrives later.
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
        return (next, step with { Fault = Law.Broken(step, truth) ?? fault }, next.AnswerTo(step with { Decision = early ?? decision }));
    }

    /// <summary>A client receives the answer to one of its saves.</summary>
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
                throw new InvalidOperationException($"{step.Decision} is no answer.");
        }
    }
}

/// <summary>A save that was decided on a walk.</summary>
/// <param name="Before">The moment it arrived in.</param>
/// <param name="Client">Whose it is.</param>
/// <param name="Message">What was on its way.</param>
/// <param name="Command">What was decided.</param>
/// <param name="Decision">How.</param>
/// <param name="Waited">Whether it waited first for a save that did not come.</param>
/// <param name="Early">How it was refused before the database was asked, if it was.</param>
/// <param name="After">The store after it.</param>
public sealed record Step(
    World Before, Client Client, Message Message, SaveCommand Command, SaveDecision Decision, bool Waited, SaveDecision.Refused? Early, MemoryLog After)
{
    /// <summary>What it breaks, if anything.</summary>
    public string? Fault { get; init; }
}
