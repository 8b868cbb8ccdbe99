using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>Sends saves as docs/protocol.md, section 13 requires.</summary>
public sealed partial record World
{
    /// <summary>The ways to settle a conflict.</summary>
    public enum Settlement
    {
        /// <summary>Takes the head.</summary>
        Theirs,

        /// <summary>Saves the own text over the head that was shown. A client does so without asking its user if no other session is involved.</summary>
        Mine,

        /// <summary>Saves the offered merged content.</summary>
        Merged,

        /// <summary>Lets the server merge edits made since.</summary>
        Again,
    }

    /// <summary>A client sends one more save; null if it has nothing to save, or waits.</summary>
    /// <param name="client">The client.</param>
    /// <param name="what">A letter of <see cref="Scenario.Scripts"/>.</param>
    public World? Send(Client client, char what)
    {
        if (client.Conflict is not null
            || (Scenario.IsPatient && client.IsWaiting && (what is '-' or '^' || client.Sent[^1].Command.Method is SaveMethod.Delete or SaveMethod.Restore)))
        {
            return null;
        }

        var isNumbered = client.IsNumbered && what is not ('n' or 'm');
        var isForced = what is '!' or 'f' or 'v';
        if (what is '-')
        {
            return client.Adopted is null ? null : Send(client, SaveMethod.Delete, isNumbered, isForced: false, text: null);
        }

        if (what is '^')
        {
            return Log.Versions is [{ Revision.ETag.Version: 1, Content: { } first }, ..] && client.Adopted is not null
                ? Send(client, SaveMethod.Restore, isNumbered, isForced: false, TextOf(first)) : null;
        }

        var text = Edit(client, what);
        // Before a version is adopted there is nothing to patch; after a refused save a sequence is missing.
        // A PATCH without a sequence can only be made from the version that it names.
        var mayPatch = PatchedOf(client, isNumbered) is not null && (isNumbered ? !client.IsMissingNumber : client.Text == client.AdoptedText);
        var method = what is 'p' or 'm' or 'f' or 'D' or 'v' && mayPatch ? SaveMethod.Patch : SaveMethod.Put;
        return text == client.Text && what is not ('x' or 'v') ? null : Send(client, method, isNumbered, isForced, text);
    }

    /// <summary>A user settles a conflict; null if this way is not possible.</summary>
    public (World Next, string? Fault)? Settle(Client client, Settlement how)
    {
        var conflict = client.Conflict!;
        var empty = Words.Empty(Clients.Length);
        switch (how)
        {
            case Settlement.Theirs:
                return (With(client.Load(conflict.ETag, conflict.Text, conflict.Edits, empty)), null);
            case Settlement.Again:
                return client.ConflictOf == client.Sent.Length - 1 || client.MadeFrom.IsEmpty ? null
                    : (Send(client with { Conflict = null }, SaveMethod.Put, client.IsNumbered, isForced: false, client.Text)!, null);
            case Settlement.Mine:
                // If no other session is involved, the client does not ask its user.
                var unseen = conflict.Edits & ~Truth.Agreed & ~Truth.Edits.By(client.Session) & ~client.Seen;
                var fault = conflict.Self && unseen != 0 ? "self is true although another session wrote" : null;
                return (Send(client.PutOn(conflict), SaveMethod.Put, client.IsNumbered, isForced: false, client.Text)!, fault);
            default:
                if (conflict.Preview is not { } merged || client.ConflictOf != client.Sent.Length - 1)
                {
                    return null;
                }

                var taken = client.PutOn(conflict) with { Text = merged };
                return (Send(taken, SaveMethod.Put, client.IsNumbered, isForced: false, merged)!, Truth.Compare(taken.Seen, merged) is { } wrong ? $"the offered merged content: {wrong}" : null);
        }
    }

    private string Edit(Client client, char what)
    {
        var field = Words.FieldOf(client.Index);
        var own = Words.Of(client.Text).Where(word => word[0] == field).ToList();
        return what switch
        {
            's' => Words.Add(client.Text, $"{Words.Shared}{field}{client.Position}"),
            'd' or 'D' => Words.Of(client.Text).Contains(Words.First[0]) ? Words.Remove(client.Text, Words.First[0]) : Words.Add(client.Text, Words.First[0]),
            'u' => own.Count == 0 ? client.Text : Words.Remove(client.Text, own[^1]),
            'x' or 'v' => client.Text,
            _ => Words.Add(client.Text, $"{field}{client.Position}"),
        };
    }

    private World Send(Client client, SaveMethod method, bool isNumbered, bool isForced, string? text)
    {
        var (sequence, parent) = isNumbered ? (client.Sequence + 1, client.MadeFrom.LastOrDefault(made => made.Sequence is not null)?.Sequence) : ((long?)null, (long?)null);
        Precondition precondition = isForced ? new Precondition.IfMatchAny()
            : client.Adopted is { } adopted ? new Precondition.IfMatch([adopted])
            : new Precondition.IfNoneMatchAny();
        var patched = method is SaveMethod.Patch ? PatchedOf(client, isNumbered) : null;
        var body = patched is null ? text : client.Text == text && isForced ? Restated(client, text!) : Words.Patch(patched, text!);
        var (truth, edits, seen) = patched is null ? Truth.Write(client, text) : Truth.WritePatch(client, patched, text!);
        var message = new Message(CommandOf(Scenario, method, client.Session, sequence, parent, precondition, body), seen, edits, text, client.Epoch, Now);
        var sent = client with
        {
            Text = text ?? Words.Empty(Clients.Length),
            Seen = seen,
            Sequence = sequence ?? client.Sequence,
            Sent = client.Sent.Add(message),
            MadeFrom = text is null ? [] : client.MadeFrom.Add(new Made(client.Sent.Length, sequence, text)),
        };
        return (this with { Truth = truth }).With(sent);
    }

    /// <summary>The text that a PATCH is made on: the newest numbered save that the text was made from, or the version that the PATCH names.</summary>
    private static string? PatchedOf(Client client, bool isNumbered) =>
        (isNumbered ? client.MadeFrom.LastOrDefault(made => made.Sequence is not null)?.Text : null) ?? client.AdoptedText;

    private static string Restated(Client client, string text)
    {
        var field = Words.FieldOf(client.Index);
        return $"{{\"{field}\":\"{Words.Field(text, field)}\"}}";
    }
}
