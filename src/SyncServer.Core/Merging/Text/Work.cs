namespace SyncServer.Core.Merging.Text;

/// <summary>The steps that are left for comparing one side with the base. Each side has its own, so that it does not matter which comes first.</summary>
internal sealed class Work(long left = MergeLimits.Steps)
{
    private long _left = left;

    /// <summary>Takes as many steps, if there are.</summary>
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
