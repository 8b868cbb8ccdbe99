namespace SyncServer.Core.Merging.Text;

/// <summary>The steps that are left to compare one side with the base. Each side has its own, so that exchanging the sides does not change the result.</summary>
internal sealed class Work(long left = MergeLimits.Steps)
{
    private long _left = left;

    /// <summary>Spends steps, if that many are left.</summary>
    public bool TrySpend(long steps)
    {
        if (steps > _left)
        {
            return false;
        }

        _left -= steps;
        return true;
    }
}
