using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SyncServer.Client;

/// <summary>
/// Stores drafts as files, one for each document, in a directory for one user of one server. Only one process may use the directory: the store holds a file
/// lock, which the operating system releases when the process ends or crashes.
/// </summary>
public sealed class FileDraftStore : IDraftStore, IDisposable
{
    private const int MaxReadable = 40;

    private readonly string _directory;
    private readonly FileStream _lock;

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
    public async ValueTask<Draft?> ReadAsync(string collection, string id, CancellationToken cancellation)
    {
        var path = PathOf(collection, id);
        try
        {
            return Draft.FromBytes(await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (JsonException)
        {
            // The file is corrupt, or of another version of the client: it is set aside.
            File.Move(path, path + ".broken", overwrite: true);
            return null;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Draft> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var file in Directory.GetFiles(_directory, "*.draft"))
        {
            Draft draft;
            try
            {
                draft = Draft.FromBytes(await File.ReadAllBytesAsync(file, cancellation).ConfigureAwait(false));
            }
            catch (Exception e) when (e is FileNotFoundException or JsonException)
            {
                // Deleted meanwhile, or corrupt: opening its document sets it aside.
                continue;
            }

            yield return draft;
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(Draft draft, CancellationToken cancellation)
    {
        // Flushing to disk blocks: not on the caller's thread, which may be that of a user interface.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var path = PathOf(draft.Collection, draft.Id);
        var temporary = path + ".new";
        using (var handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(handle, draft.ToBytes(), 0);
            RandomAccess.FlushToDisk(handle);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string collection, string id, CancellationToken cancellation)
    {
        File.Delete(PathOf(collection, id));
        return default;
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    /// <summary>A name that is valid in every file system. A hash distinguishes names that differ in case only or are long.</summary>
    private string PathOf(string collection, string id)
    {
        var name = $"{collection}/{id}";
        var readable = new StringBuilder(MaxReadable);
        foreach (var letter in name.AsSpan(0, Math.Min(name.Length, MaxReadable)))
        {
            readable.Append(char.IsAsciiLetterOrDigit(letter) || letter is '-' ? char.ToLowerInvariant(letter) : '_');
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
        return Path.Combine(_directory, string.Create(CultureInfo.InvariantCulture, $"{readable}-{hash}.draft"));
    }
}
