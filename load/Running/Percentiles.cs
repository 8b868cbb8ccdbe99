namespace SyncServer.Load.Running;

/// <summary>Percentiles of sorted values.</summary>
internal static class Percentiles
{
    /// <summary>The smallest value that at least this share of the values do not exceed; 0 if there are none.</summary>
    public static double Of(IReadOnlyList<float> sorted, double share) =>
        sorted.Count == 0 ? 0 : sorted[Math.Clamp((int)Math.Ceiling(sorted.Count * share) - 1, 0, sorted.Count - 1)];
}
