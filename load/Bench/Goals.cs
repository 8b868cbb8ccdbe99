namespace SyncServer.Load.Bench;

/// <summary>What is asked of the server.</summary>
internal static class Goals
{
    public const double OfFloor = 0.30;
    public const double TimesTextbook = 15;
    public const double TimesTextbookOnPostgres = 6;
    public const double OfPgBench = 0.5;
    public const double OfFloorReading = 0.6;
    public const double OfFloorNotModified = 0.8;

    /// <summary>What the owner of a record keeps of its speed while stale sessions insist on it.</summary>
    public const double OfQuiet = 0.7;

    /// <summary>What is left of the saves/s where they are measured.</summary>
    public const double Measured = 0.97;

    public const double StatementsForRefusal = 0.05;
    public const double EditDiskBytes = 8 * 1024;

    /// <summary>What 10,000 autosaves of a 10 KB document may take on the disk, before anything is thinned.</summary>
    public const double HistoryMegabytes = 2;

    /// <summary>How long thinning may keep a save waiting.</summary>
    public const double ThinningMilliseconds = 50;

    /// <summary>Server CPU for a refused save of 2 KB, times that for an accepted one.</summary>
    public const double RefusalTimesSave = 4;

    /// <summary>Server CPU for a refused save of 1 MB.</summary>
    public const double LargeRefusalMilliseconds = 60;

    /// <summary>The 99th percentile of small saves beside large ones.</summary>
    public const double BesideMilliseconds = 100;

    /// <summary>A cost is flat when it grows by no more than this factor.</summary>
    public const double Flat = 1.3;

    public const double PeakMegabytes = 300;

    /// <summary>What 5,000 idle streams of events may add.</summary>
    public const double SubscribersMegabytes = 150;
}
