using System.Diagnostics;

namespace SyncServer.Testing;

/// <summary>Waits for conditions, with a time limit.</summary>
public static class Eventually
{
    /// <summary>Polls until a condition holds.</summary>
    /// <exception cref="TimeoutException">It did not hold in time.</exception>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string what, int seconds = 60)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(seconds))
            {
                throw new TimeoutException($"This did not happen in time: {what}");
            }

            await Task.Delay(10);
        }
    }
}
