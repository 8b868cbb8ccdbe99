using System.Runtime.InteropServices;

namespace SyncServer.Load.Commands;

/// <summary>Turns Ctrl+C and SIGTERM into a cancellation, so that servers are stopped and their files deleted.</summary>
internal sealed class Stopping : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public Stopping() => (_interrupt, _terminate) = (PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop));

    /// <summary>The exit code of a command that was stopped.</summary>
    public const int ExitCode = 130;

    /// <summary>Is canceled by the signals.</summary>
    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _stop.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _stop.Cancel();
    }
}
