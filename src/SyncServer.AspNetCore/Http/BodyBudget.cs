using System.Net;
using System.Security.Claims;

namespace SyncServer.Http;

/// <summary>
/// The memory for bodies that have not arrived whole. Each sender, a user or else an address, may hold a third of what nobody holds: one
/// alone a quarter of all, and however many fill their shares, there is room for the next one.
/// </summary>
internal sealed class BodyBudget
{
    // Many slow senders must not fill the memory.
    private const long TotalBytes = 256 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string? User, IPAddress? Address), long> _held = [];
    private long _total;

    /// <summary>How many bytes all bodies on their way hold.</summary>
    public long Held
    {
        get
        {
            lock (_lock)
            {
                return _total;
            }
        }
    }

    /// <summary>Begins a body that is charged to the request's sender. Disposing gives its bytes back.</summary>
    public Charge Open(HttpContext http) => new(this, http.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } user
        ? (user, null)
        : (null, RequestLimits.NetworkOf(http.Connection.RemoteIpAddress)));

    private bool TryAdd((string? User, IPAddress? Address) sender, long more)
    {
        lock (_lock)
        {
            var held = _held.GetValueOrDefault(sender) + more;
            if (more > 0 && held > (TotalBytes - _total - more) / 3)
            {
                return false;
            }

            _total += more;
            if (held is 0)
            {
                _held.Remove(sender);
            }
            else
            {
                _held[sender] = held;
            }

            return true;
        }
    }

    /// <summary>What one body holds.</summary>
    internal sealed class Charge(BodyBudget budget, (string? User, IPAddress? Address) sender) : IDisposable
    {
        private int _size;

        /// <summary>Holds so many bytes from now on; false where that is more than the sender's share.</summary>
        public bool TryGrow(int size)
        {
            if (size == _size || !budget.TryAdd(sender, size - _size))
            {
                return size == _size;
            }

            _size = size;
            return true;
        }

        /// <inheritdoc/>
        public void Dispose() => budget.TryAdd(sender, -_size);
    }
}
