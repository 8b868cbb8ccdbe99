using System.Diagnostics;

namespace SyncServer.Testing;

/// <summary>Waits for a condition, with a time limit.</summary>
public static class Eventually
{
    /// <summary>Polls until the condition holds.</summary>
    /// <exception cref="TimeoutException">The condition did not hold in time.</exception>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string what, int seconds = 60)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(seconds))
            {
                throw new TimeoutException($"Did not hold in time: {what}");
            }

            await Task.Delay(10);
        }
    }
}
