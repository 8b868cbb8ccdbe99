namespace SyncServer.Load.Bench;

/// <summary>What is asked of the server.</summary>
internal static class Goals
{
    public const double OfFloor = 0.30;
    public const double TimesTextbook = 15;
    public const double EditDiskBytes = 8 * 1024;

    /// <summary>A cost is flat when it grows by no more than this factor.</summary>
    public const double Flat = 1.3;

    public const double PeakMegabytes = 300;
}
