using System.Globalization;
using SyncServer.Client.Http;
using SyncServer.Client.Saving;

namespace SyncServer.Client.Live;

/// <summary>Reads what others saved, once nothing typed is unsaved; until then it says that there is something.</summary>
internal sealed class RemoteReader(DocumentAddress address, Wire wire, Autosave autosave, CancellationToken closed)
{
    private readonly Lock _gate = new();
    private long _told;
    private SyncPerson? _by;
    private long _noticed;
    private bool _checking;
    private bool _reading;

    /// <summary>There is this version on the server.</summary>
    public void Tell(long version, SyncPerson? by)
    {
        lock (_gate)
        {
            if (version > _told)
            {
                (_told, _by) = (version, by);
            }
        }

        Advance();
    }

    /// <summary>Whether there is something new is to be asked.</summary>
    public void Check()
    {
        lock (_gate)
        {
            _checking = true;
        }

        Advance();
    }

    /// <summary>Reads if there is something to read and it may be shown; called whenever that may have changed.</summary>
    public void Advance()
    {
        var (known, own, quiet, typing) = autosave.Look(edits => (edits.Adopted, edits.Acknowledged, edits.Quiet && edits.Stored is null && !edits.Closed, edits.IsOnlyTyped));
        lock (_gate)
        {
            var news = _told > own;
            if (quiet && !_reading && (news || _checking))
            {
                _reading = true;
                _checking = false;
                _ = ReadAsync(known, Math.Max(_told, own));
            }
            else if (typing && news && _noticed < _told)
            {
                _noticed = _told;
                var notice = new RemoteChange(_told, Content: null, Applied: false, _by);
                autosave.Post(() => autosave.ContentChanged(notice));
            }
        }
    }

    private async Task ReadAsync(Known known, long atLeast)
    {
        try
        {
            var reply = await wire.SendAsync(() => Request(known, atLeast), closed).ConfigureAwait(false);
            if (reply.Succeeded || reply.IsDeleted)
            {
                SyncPerson? by;
                lock (_gate)
                {
                    by = reply.Version == _told ? _by : null;
                }

                autosave.Adopt(reply.Known, reply.Content, by);
            }
        }
        catch (Exception e) when (e is OperationCanceledException || Retries.IsNetworkFault(e))
        {
            // The next event, resumption or save finds it.
        }
        finally
        {
            bool again;
            lock (_gate)
            {
                _reading = false;
                again = _told > atLeast || _checking;
            }

            if (again)
            {
                Advance();
            }
        }
    }

    private HttpRequestMessage Request(Known known, long atLeast)
    {
        var request = address.Request(HttpMethod.Get);
        if (known.ETag is { } etag)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        }

        if (atLeast > 0)
        {
            request.Headers.TryAddWithoutValidation("Min-Version", atLeast.ToString(CultureInfo.InvariantCulture));
        }

        return request;
    }
}
