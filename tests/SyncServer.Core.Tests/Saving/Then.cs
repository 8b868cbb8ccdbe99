using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving;

/// <summary>What is to have become of a save.</summary>
public static class Then
{
    /// <summary>It wrote a version.</summary>
    public static SaveDecision.Written Wrote(this SaveDecision decision, SaveOutcome outcome, long version)
    {
        var written = Assert.IsType<SaveDecision.Written>(decision);
        Assert.Equal((outcome, version), (written.Head.Newest.Outcome, written.Head.Version));
        return written;
    }

    /// <summary>It was accepted before, as this version.</summary>
    public static SaveDecision.Repeated Repeats(this SaveDecision decision, SaveOutcome outcome, long version)
    {
        var repeated = Assert.IsType<SaveDecision.Repeated>(decision);
        Assert.Equal((outcome, version), (repeated.Outcome, repeated.ETag.Version));
        return repeated;
    }

    /// <summary>The head already was what it asked for.</summary>
    public static SaveDecision.Unchanged IsUnchanged(this SaveDecision decision) => Assert.IsType<SaveDecision.Unchanged>(decision);

    /// <summary>It was refused.</summary>
    public static SaveDecision.Refused IsRefused(this SaveDecision decision, Refusal reason)
    {
        var refused = Assert.IsType<SaveDecision.Refused>(decision);
        Assert.Equal(reason, refused.Reason);
        return refused;
    }

    /// <summary>It waits for an earlier save.</summary>
    public static void Waits(this SaveDecision decision, long expected) => Assert.Equal(expected, Assert.IsType<SaveDecision.Held>(decision).Expected);

    /// <summary>Its answer brings the content, or leaves it out.</summary>
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

    /// <summary>It left this submission; null for none.</summary>
    public static T Submitted<T>(this T decision, long? sequence, string? text = null)
        where T : SaveDecision.Accepted
    {
        Assert.Equal(sequence, decision.Submission?.Sequence);
        if (decision.Submission is { } submission)
        {
            // Either a version has it, or the record holds it.
            Assert.NotEqual(submission.ETag is null, submission.Content is null);
            Assert.Equal(text, Encoding.UTF8.GetString((submission.Content ?? decision.Content)!.Bytes.Span));
        }

        return decision;
    }
}
