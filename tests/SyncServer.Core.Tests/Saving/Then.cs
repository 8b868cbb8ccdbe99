using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving;

/// <summary>Asserts the decision of a save.</summary>
public static class Then
{
    /// <summary>Asserts that it wrote a version.</summary>
    public static SaveDecision.Written Wrote(this SaveDecision decision, SaveOutcome outcome, long version)
    {
        var written = Assert.IsType<SaveDecision.Written>(decision);
        Assert.Equal((outcome, version), (written.Head.Newest.Outcome, written.Head.Version));
        return written;
    }

    /// <summary>Asserts that it was accepted before, as this version.</summary>
    public static SaveDecision.Repeated Repeats(this SaveDecision decision, SaveOutcome outcome, long version)
    {
        var repeated = Assert.IsType<SaveDecision.Repeated>(decision);
        Assert.Equal((outcome, version), (repeated.Outcome, repeated.ETag.Version));
        return repeated;
    }

    /// <summary>Asserts that it left the head unchanged.</summary>
    public static SaveDecision.Unchanged IsUnchanged(this SaveDecision decision) => Assert.IsType<SaveDecision.Unchanged>(decision);

    /// <summary>Asserts that it was refused.</summary>
    public static SaveDecision.Refused IsRefused(this SaveDecision decision, Refusal reason)
    {
        var refused = Assert.IsType<SaveDecision.Refused>(decision);
        Assert.Equal(reason, refused.Reason);
        return refused;
    }

    /// <summary>Asserts that it waits for an earlier save.</summary>
    public static void Waits(this SaveDecision decision, long expected) => Assert.Equal(expected, Assert.IsType<SaveDecision.Held>(decision).Expected);

    /// <summary>Asserts whether the response contains the content.</summary>
    public static T Brings<T>(this T decision, bool content)
        where T : SaveDecision
    {
        Assert.Equal(content, decision switch
        {
            SaveDecision.Accepted accepted => accepted.BringsContent,
            SaveDecision.Repeated repeated => repeated.BringsContent,
            _ => throw new Xunit.Sdk.XunitException($"{decision} was not accepted."),
        });
        return decision;
    }

    /// <summary>Asserts its submission; null for none.</summary>
    public static T Submitted<T>(this T decision, long? sequence, string? text = null)
        where T : SaveDecision.Accepted
    {
        Assert.Equal(sequence, decision.Submission?.Sequence);
        if (decision.Submission is { } submission)
        {
            // Either a version has the content, or the record does.
            Assert.NotEqual(submission.ETag is null, submission.Content is null);
            Assert.Equal(text, Encoding.UTF8.GetString((submission.Content ?? decision.Content)!.Bytes.Span));
        }

        return decision;
    }
}
