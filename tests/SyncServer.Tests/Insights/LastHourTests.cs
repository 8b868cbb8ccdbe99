using Microsoft.Extensions.DependencyInjection;
using SyncServer.Insights;

namespace SyncServer.Tests.Insights;

/// <summary>The steps of the last hour.</summary>
public sealed class LastHourTests
{
    [Fact]
    public async Task A_step_holds_what_came_in_it_and_the_oldest_go()
    {
        await using var app = new SyncApp();
        await app.SignInAsync();
        var history = app.Services.GetRequiredService<LastHour>();
        history.Note();
        await MetricsTests.SaveSomeAsync(app);
        history.Note();
        history.Note();

        var steps = history.Ticks.Zip(history.Ticks.Skip(1), StepReport.Between).ToList();
        var busy = Assert.Single(steps, step => step.Saves.Count > 0);
        Assert.Equal(2, busy.Saves["created"]);
        Assert.Equal(1, busy.Conflicts);
        for (var i = 0; i < 400; i++)
        {
            history.Note();
        }

        Assert.Equal(361, history.Ticks.Count);
        Assert.DoesNotContain(history.Ticks.Zip(history.Ticks.Skip(1), StepReport.Between), step => step.Saves.Count > 0);
    }
}
