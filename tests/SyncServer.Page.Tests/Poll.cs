using Xunit;

namespace SyncServer.Page.Tests;

/// <summary>Waits for conditions that Playwright cannot observe.</summary>
internal static class Poll
{
    /// <summary>Polls a condition for at most thirty seconds.</summary>
    public static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    /// <summary>Polls a condition for at most thirty seconds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await holds())
        {
            Assert.False(limit.IsCancellationRequested, "The condition did not hold in time.");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }
}
