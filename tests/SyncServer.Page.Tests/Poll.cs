using Xunit;

namespace SyncServer.Page.Tests;

/// <summary>Waits for what Playwright cannot see.</summary>
internal static class Poll
{
    /// <summary>Asks again and again until it holds, for ten seconds at most.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!holds())
        {
            Assert.False(limit.IsCancellationRequested, "It did not come to hold in time.");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }
}
