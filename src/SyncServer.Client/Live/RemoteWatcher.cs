using SyncServer.Client.Http;
using SyncServer.Client.Saving;

namespace SyncServer.Client.Live;

/// <summary>Versions of other sessions: announced by events, read, and adopted where nothing is unsaved. While a change waits, it raises a notice only.</summary>
internal sealed class RemoteWatcher(DocumentAddress address, Transport transport, Autosave autosave, TimeProvider time, CancellationToken closed)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private long _announced;
    private SyncPerson? _savedBy;
    private long _notified;
    private bool _checkDue;
    private bool _reading;

    /// <summary>An event announced this version.</summary>
    public void Announce(long version, SyncPerson? savedBy)
    {
        lock (_gate)
        {
            if (version > _announced)
            {
                (_announced, _savedBy) = (version, savedBy);
            }
        }

        Advance();
    }

    /// <summary>Reads the newest version once the document is idle: events may have been missed.</summary>
    public void CheckWhenIdle()
    {
        lock (_gate)
        {
            _checkDue = true;
        }

        Advance();
    }

    /// <summary>Reads or reports what was announced, as far as the state allows. Called after each change of the state.</summary>
    public void Advance()
    {
        var (adopted, known, isReadable, isWaiting) = autosave.Read(machine => (
            machine.Adopted, Math.Max(machine.Acknowledged, machine.Unreadable?.Version ?? 0),
            ((machine.IsIdle && machine.Adoptable is null) || machine.Unreadable is not null) && !machine.Closed, machine.IsWaiting));
        lock (_gate)
        {
            var isNewer = _announced > known;
            if (isReadable && !_reading && (isNewer || _checkDue))
            {
                _reading = true;
                _checkDue = false;
                _ = ReadAsync(adopted, Math.Max(_announced, known));
            }
            else if (isWaiting && isNewer && _notified < _announced)
            {
                _notified = _announced;
                var notice = new RemoteChange(_announced, Content: null, Applied: false, _savedBy);
                autosave.Post(() => autosave.RemoteChanged(notice));
            }
        }
    }

    private async Task ReadAsync(DocumentVersion adopted, long minVersion)
    {
        var failed = false;
        try
        {
            var response = await transport.SendAsync(() => address.Read(adopted, minVersion), closed).ConfigureAwait(false);
            failed = response.HasNoAnswer;
            if (response.IsSuccess || response.IsDeleted)
            {
                SyncPerson? savedBy;
                lock (_gate)
                {
                    savedBy = response.VersionNumber == _announced ? _savedBy : null;
                }

                // Until it is adopted, the same version would be read again.
                await autosave.HeadReadAsync(response.Version, response.Content, savedBy).ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // Without a token, too, it is read later.
            failed = true;
        }
        finally
        {
            bool again;
            lock (_gate)
            {
                _reading = false;
                again = _announced > minVersion || _checkDue;
            }

            if (again)
            {
                Advance();
            }
        }

        if (!failed)
        {
            autosave.Update(machine => machine.Offline = false);
        }
        else
        {
            await Task.Delay(RetryAfter, time, closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!closed.IsCancellationRequested)
            {
                CheckWhenIdle();
            }
        }
    }
}
