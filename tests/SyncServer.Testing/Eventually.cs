using System.Diagnostics;

namespace SyncServer.Testing;

/// <summary>Waiting for a condition, with a limit.</summary>
public static class Eventually
{
    /// <summary>Asks again and again until the condition holds.</summary>
    /// <exception cref="TimeoutException">It never held.</exception>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string what, int seconds = 60)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(seconds))
            {
                throw new TimeoutException($"Never came true: {what}");
            }

            await Task.Delay(10);
        }
    }
}
