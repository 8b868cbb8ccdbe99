using System.Net;
using System.Security.Claims;

namespace SyncServer.Http;

/// <summary>
/// The memory for request bodies that have not arrived completely. Each sender (a user, or an address without one) may use at most a third of the free budget:
/// a single sender gets a quarter of the total, and there is always room for another sender.
/// </summary>
internal sealed class BodyBudget
{
    // Slow senders must not exhaust the memory.
    private const long TotalBytes = 256 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string? User, IPAddress? Address), long> _held = [];
    private long _total;

    /// <summary>The bytes that all incomplete bodies use.</summary>
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

    /// <summary>Starts a charge to the sender of the request. Dispose it to release the bytes.</summary>
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

    /// <summary>The bytes that one body uses.</summary>
    internal sealed class Charge(BodyBudget budget, (string? User, IPAddress? Address) sender) : IDisposable
    {
        private int _size;

        /// <summary>Sets the number of bytes that the body uses; returns false if that exceeds the sender's share.</summary>
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
