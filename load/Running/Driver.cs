using System.Collections.Concurrent;
using System.Diagnostics;
using SyncServer.Load.Clients;
using SyncServer.Load.Scenarios;

namespace SyncServer.Load.Running;

/// <summary>Records a request.</summary>
/// <param name="name">The kind of request.</param>
/// <param name="start">When it started, or was to start in an open model, from the start of the load.</param>
/// <param name="took">The time from then until its response.</param>
/// <param name="outcome">The outcome.</param>
internal delegate void Recorder(string name, TimeSpan start, TimeSpan took, Outcome outcome);

/// <summary>Lets users send requests as a load model says.</summary>
/// <param name="model">The load model.</param>
/// <param name="users">The users.</param>
/// <param name="drain">How long after the end of the load responses are awaited.</param>
/// <param name="record">Records the requests.</param>
internal sealed class Driver(LoadModel model, IReadOnlyList<IUser> users, TimeSpan drain, Recorder record)
{
    private static readonly TimeSpan UserCheck = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan DelayAfterFailure = TimeSpan.FromMilliseconds(200);

    private readonly long _began = Stopwatch.GetTimestamp();

    /// <summary>Runs until the load is over and its responses have arrived.</summary>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    public Task RunAsync(CancellationToken cancellation) =>
        model.IsOpen ? RunOpenAsync(cancellation) : Task.WhenAll(users.Select((user, number) => RunClosedAsync(user, number, cancellation)));

    /// <summary>
    /// Starts each request at its time. If every session is busy the request waits, and the wait is part of its latency: otherwise a server that
    /// stalls would be asked less, and look better (coordinated omission).
    /// </summary>
    private async Task RunOpenAsync(CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        end.CancelAfter(model.Duration + drain);
        // A session with several requests in flight is there several times.
        var free = new ConcurrentQueue<IUser>(Enumerable.Range(0, users.Max(user => user.InFlight)).SelectMany(round => users.Where(user => user.InFlight > round)));
        using var slots = new SemaphoreSlim(free.Count);
        var requests = new List<Task>();
        foreach (var due in model.Arrivals())
        {
            await WaitUntilAsync(due, cancellation);
            cancellation.ThrowIfCancellationRequested();
            requests.Add(ServeAsync(due, slots, free, end.Token));
        }

        await Task.WhenAll(requests).WaitAsync(cancellation);
    }

    private async Task ServeAsync(TimeSpan due, SemaphoreSlim slots, ConcurrentQueue<IUser> free, CancellationToken end)
    {
        try
        {
            await slots.WaitAsync(end);
        }
        catch (OperationCanceledException)
        {
            record("save", due, Elapsed - due, new Outcome(OutcomeKind.Error, "not sent: every session was busy", 0, 0, Timed: true));
            return;
        }

        free.TryDequeue(out var user);
        await SendAsync(Prepare(user!), due);
        free.Enqueue(user!);
        slots.Release();
    }

    /// <summary>A user thinks and sends, while the load has as many users.</summary>
    private async Task RunClosedAsync(IUser user, int number, CancellationToken cancellation)
    {
        using var slots = new SemaphoreSlim(user.InFlight);
        var due = TimeSpan.Zero;
        while (Elapsed < model.Duration)
        {
            if (number >= model.LevelAt(Elapsed))
            {
                due = Elapsed + UserCheck;
                await Task.Delay(UserCheck, cancellation);
                continue;
            }

            await slots.WaitAsync(cancellation);
            var request = Prepare(user);
            // With several requests in flight a person types on, whatever is answered; otherwise the person thinks after the response.
            due = (user.InFlight > 1 ? due : Elapsed) + request.Think;
            var isOver = due >= model.Duration;
            await WaitUntilAsync(isOver ? model.Duration : due, cancellation);
            if (isOver)
            {
                slots.Release();
                break;
            }

            due = Elapsed;
            _ = SendAndReleaseAsync(request, due, slots);
        }

        // All responses are there when all slots are free.
        for (var slot = 0; slot < user.InFlight; slot++)
        {
            await slots.WaitAsync(cancellation);
        }
    }

    /// <summary>Waits, never too short: a delay is cut to whole milliseconds and may end early, and a request before its time would look too fast.</summary>
    private async Task WaitUntilAsync(TimeSpan time, CancellationToken cancellation)
    {
        while (time - Elapsed is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay((int)Math.Ceiling(wait.TotalMilliseconds), cancellation);
        }
    }

    private async Task SendAndReleaseAsync(Request request, TimeSpan start, SemaphoreSlim slots)
    {
        await SendAsync(request, start);
        slots.Release();
    }

    private async Task SendAsync(Request request, TimeSpan start)
    {
        Outcome outcome;
        try
        {
            outcome = await request.SendAsync();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            outcome = NotUnderstood(failure);
        }

        record(request.Name, start, Stopwatch.GetElapsedTime(_began, outcome.Ended) - start, outcome);
    }

    /// <summary>Prepares a request. A server may have sent what no user can go on with, which is an error of the server.</summary>
    private static Request Prepare(IUser user)
    {
        try
        {
            return user.Next();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return new Request("save", DelayAfterFailure, () => Task.FromResult(NotUnderstood(failure)));
        }
    }

    private static Outcome NotUnderstood(Exception failure) =>
        new(OutcomeKind.Error, $"a response was not understood: {failure.GetType().Name}", 0, Stopwatch.GetTimestamp(), Timed: false);

    private TimeSpan Elapsed => Stopwatch.GetElapsedTime(_began);
}
