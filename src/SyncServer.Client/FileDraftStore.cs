using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SyncServer.Client;

/// <summary>
/// Stores drafts as files in a directory for one server: a folder for each user, and in it a file for each document. Only one process may use the directory: the store holds a
/// file lock, which the operating system releases when the process ends or crashes. Drafts of an earlier version of the client, which had a directory for each user, belong to
/// the first user who reads.
/// </summary>
public sealed class FileDraftStore : IDraftStore, IDisposable
{
    private const int MaxReadable = 40;

    // A document with unsaved changes has a file of the first kind, and may have an older copy beside it.
    private const string Unsaved = ".draft";
    private const string Copy = ".copy";
    private const string Temporary = ".new";
    private const string Broken = ".broken";

    private readonly string _directory;
    private readonly FileStream _lock;
    private readonly Lock _claiming = new();

    /// <summary>Opens the directory, and creates it if it is missing.</summary>
    /// <param name="directory">The path of the directory.</param>
    /// <exception cref="IOException">Another process uses the directory, or it cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not write to it.</exception>
    public FileDraftStore(string directory)
    {
        _directory = Directory.CreateDirectory(directory).FullName;
        _lock = new FileStream(Path.Combine(_directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    /// <inheritdoc/>
    public async ValueTask<Draft?> ReadAsync(DraftKey key, CancellationToken cancellation)
    {
        var path = PathOf(key);
        return await ReadAsync(path + Unsaved, key.User, cancellation).ConfigureAwait(false) ?? await ReadAsync(path + Copy, key.User, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Draft> ReadUnsavedAsync(string user, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var file in Directory.GetFiles(FolderOf(user), "*" + Unsaved))
        {
            if (await ReadAsync(file, user, cancellation).ConfigureAwait(false) is { } draft)
            {
                yield return draft;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(Draft draft, CancellationToken cancellation)
    {
        // Flushing to disk blocks: not on the caller's thread, which may be that of a user interface.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var path = PathOf(draft.Key);
        var file = path + (draft.IsUnsaved ? Unsaved : Copy);
        var temporary = file + Temporary;
        using (var handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(handle, draft.ToBytes(), 0);
            if (draft.IsUnsaved)
            {
                RandomAccess.FlushToDisk(handle);
            }
        }

        if (draft.WrittenAt is { } time)
        {
            File.SetLastWriteTimeUtc(temporary, time.UtcDateTime);
        }

        File.Move(temporary, file, overwrite: true);
        if (!draft.IsUnsaved)
        {
            File.Delete(path + Unsaved);
        }
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(DraftKey key, CancellationToken cancellation)
    {
        var path = PathOf(key);
        File.Delete(path + Unsaved);
        File.Delete(path + Copy);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask ClearAsync(string user, CancellationToken cancellation)
    {
        Directory.Delete(FolderOf(user), recursive: true);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask DeleteExpiredAsync(DateTimeOffset writtenBefore, CancellationToken cancellation)
    {
        foreach (var file in Directory.EnumerateFiles(_directory, "*", SearchOption.AllDirectories))
        {
            if (Path.GetExtension(file) is Unsaved or Copy or Temporary or Broken && File.GetLastWriteTimeUtc(file) < writtenBefore.UtcDateTime)
            {
                File.Delete(file);
            }
        }

        return default;
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static async Task<Draft?> ReadAsync(string path, string user, CancellationToken cancellation)
    {
        try
        {
            return Draft.FromBytes(await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false)) with { User = user };
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (JsonException)
        {
            // The file is corrupt, or of a later version of the client: it is set aside.
            File.Move(path, path + Broken, overwrite: true);
            return null;
        }
    }

    /// <summary>The path without an extension: a name that is valid in every file system. A hash distinguishes names that differ in case only or are long.</summary>
    private string PathOf(DraftKey key)
    {
        var name = $"{key.Collection}/{key.Id}";
        var readable = new StringBuilder(MaxReadable);
        foreach (var letter in name.AsSpan(0, Math.Min(name.Length, MaxReadable)))
        {
            readable.Append(char.IsAsciiLetterOrDigit(letter) || letter is '-' ? char.ToLowerInvariant(letter) : '_');
        }

        return Path.Combine(FolderOf(key.User), string.Create(CultureInfo.InvariantCulture, $"{readable}-{Hash(name)}"));
    }

    private string FolderOf(string user)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_directory, Hash(user))).FullName;
        lock (_claiming)
        {
            foreach (var earlier in Directory.GetFiles(_directory, "*" + Unsaved))
            {
                File.Move(earlier, Path.Combine(folder, Path.GetFileName(earlier)), overwrite: true);
            }
        }

        return folder;
    }

    private static string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
}
