using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving;

/// <summary>What is to have become of a save.</summary>
public static class Then
{
    /// <summary>It wrote a version.</summary>
    public static Head Wrote(this SaveDecision decision, SaveOutcome outcome, long version)
    {
        var written = Assert.IsType<SaveDecision.Written>(decision);
        Assert.Equal((outcome, version), (written.Head.Newest.Outcome, written.Head.Version));
        return written.Head;
    }

    /// <summary>It was accepted before, as this version.</summary>
    public static void Repeats(this SaveDecision decision, SaveOutcome outcome, long version)
    {
        var repeated = Assert.IsType<SaveDecision.Repeated>(decision);
        Assert.Equal((outcome, version), (repeated.Outcome, repeated.ETag.Version));
    }

    /// <summary>The head already was what it asked for.</summary>
    public static void IsUnchanged(this SaveDecision decision) => Assert.IsType<SaveDecision.Unchanged>(decision);

    /// <summary>It was refused.</summary>
    public static SaveDecision.Refused IsRefused(this SaveDecision decision, Refusal reason)
    {
        var refused = Assert.IsType<SaveDecision.Refused>(decision);
        Assert.Equal(reason, refused.Reason);
        return refused;
    }
}
