namespace SyncServer.Load.Servers;

/// <summary>Paths in the checkout that the bench was built from.</summary>
internal static class Checkout
{
    public static string ServerProject { get; } = Path.Combine(FindRoot(), "src", "SyncServer");

    public static bool IsRelease => AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal);

    public static string ServerFile(string name) => Path.Combine(ServerProject, "bin", IsRelease ? "Release" : "Debug", "net10.0", name);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SyncServer.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("SyncServer.sln is in no folder above this program.");
        }

        return folder.FullName;
    }
}
