using Microsoft.Extensions.DependencyInjection;
using SyncServer.Insights;

namespace SyncServer.Tests.Insights;

/// <summary>The snapshots of the last hour.</summary>
public sealed class LastHourTests
{
    [Fact]
    public async Task A_step_has_its_own_saves_and_the_oldest_steps_are_dropped()
    {
        await using var app = new SyncApp();
        await app.SignInAsync();
        var history = app.Services.GetRequiredService<LastHour>();
        history.TakeSnapshot();
        await MetricsTests.SaveSomeAsync(app);
        history.TakeSnapshot();
        history.TakeSnapshot();

        var steps = history.Snapshots.Zip(history.Snapshots.Skip(1), StepReport.Between).ToList();
        var busy = Assert.Single(steps, step => step.Saves.Count > 0);
        Assert.Equal(2, busy.Saves["created"]);
        Assert.Equal(1, busy.Conflicts);
        for (var i = 0; i < 400; i++)
        {
            history.TakeSnapshot();
        }

        Assert.Equal(361, history.Snapshots.Count);
        Assert.DoesNotContain(history.Snapshots.Zip(history.Snapshots.Skip(1), StepReport.Between), step => step.Saves.Count > 0);
    }
}
