namespace SyncServer.Load.Bench;

/// <summary>The performance goals of the server.</summary>
internal static class Goals
{
    public const double OfFloor = 0.30;
    public const double TimesTextbook = 15;
    public const double TimesTextbookOnPostgres = 6;
    public const double OfPgBench = 0.5;
    public const double OfFloorReading = 0.6;
    public const double OfFloorNotModified = 0.8;

    /// <summary>The share of its speed that the owner of a record keeps during a storm of stale saves.</summary>
    public const double OfQuiet = 0.7;

    /// <summary>The share of the saves/s that remains with metrics on.</summary>
    public const double Measured = 0.97;

    public const double StatementsForRefusal = 0.05;
    public const double EditDiskBytes = 8 * 1024;

    /// <summary>The disk space of 10,000 autosaves of a 10 KB document, before thinning.</summary>
    public const double HistoryMegabytes = 2;

    /// <summary>The longest delay of a save by thinning.</summary>
    public const double ThinningMilliseconds = 50;

    /// <summary>Server CPU for a refused save of 2 KB, times that for an accepted one.</summary>
    public const double RefusalTimesSave = 4;

    /// <summary>Server CPU for a refused save of 1 MB.</summary>
    public const double LargeRefusalMilliseconds = 60;

    /// <summary>The 99th percentile of small saves during large ones.</summary>
    public const double BesideMilliseconds = 100;

    /// <summary>The 99th percentile of saves during a backup.</summary>
    public const double BackupMilliseconds = 100;

    /// <summary>A cost is flat when it grows by no more than this factor.</summary>
    public const double Flat = 1.3;

    public const double PeakMegabytes = 300;

    /// <summary>The memory of 5,000 idle event streams.</summary>
    public const double SubscribersMegabytes = 150;
}
