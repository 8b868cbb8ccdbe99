using SyncServer.Testing;

namespace SyncServer.House.Tests;

/// <summary>The files of the repository, without what was built or installed.</summary>
internal static class Sources
{
    /// <summary>Every file below a folder whose name fits.</summary>
    public static List<string> Under(string folder, string pattern)
    {
        var files = Directory.EnumerateFiles(Path.Combine(ServerProcess.RepositoryRoot, folder), pattern, SearchOption.AllDirectories)
            // Migrations are made by dotnet ef.
            .Where(f => !f.Contains("/Migrations/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/node_modules/", StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(files);
        return files;
    }
}
