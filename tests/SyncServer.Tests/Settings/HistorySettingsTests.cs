using Microsoft.Extensions.Configuration;
using SyncServer.Core.History;
using SyncServer.Saving;
using SyncServer.Settings;

namespace SyncServer.Tests.Settings;

public sealed class HistorySettingsTests
{
    [Fact]
    public void By_default_every_version_is_kept_for_a_day_and_runs_for_30_days()
    {
        var history = Read().History;
        Assert.Equal(HistoryPolicy.Default, history.Of("notes"));
        Assert.Equal([TimeSpan.FromHours(24), TimeSpan.FromDays(30)], history.Ages);
    }

    [Fact]
    public void A_collection_inherits_the_defaults()
    {
        var history = Read(
            ("Sync:Defaults:History:KeepAll", "02:00:00"),
            ("Sync:Defaults:History:KeepRuns", "7.00:00:00"),
            ("Sync:Collections:notes:History:KeepAll", "03:00:00"),
            ("Sync:Collections:ledger:History:Thin", "false")).History;
        Assert.Equal(new HistoryPolicy { KeepAll = TimeSpan.FromHours(2), KeepRuns = TimeSpan.FromDays(7) }, history.Of("others"));
        Assert.Equal(new HistoryPolicy { KeepAll = TimeSpan.FromHours(3), KeepRuns = TimeSpan.FromDays(7) }, history.Of("notes"));
        Assert.False(history.Of("ledger").Thin);
    }

    [Theory]
    [InlineData("Sync:Collections:notes:History", "long")]
    [InlineData("Sync:Collections:notes:History:KeepAll", "long")]
    [InlineData("Sync:Collections:notes:History:KeepAll", "00:00:00")]
    [InlineData("Sync:Collections:notes:History:KeepAll", "00:00:29")]
    [InlineData("Sync:Collections:notes:History:KeepRuns", "23:59:59")]
    [InlineData("Sync:Collections:notes:History:KeepRuns", "40000.00:00:00")]
    [InlineData("Sync:Collections:notes:History:KeepConflicts", "00:00:00")]
    [InlineData("Sync:Collections:notes:History:KeepConflicts", "40000.00:00:00")]
    [InlineData("Sync:Collections:notes:History:Thin", "perhaps")]
    [InlineData("Sync:Collections:notes:History:Forever", "true")]
    [InlineData("Sync:Defaults:History:KeepAll", "-1.00:00:00")]
    public void The_error_names_an_invalid_or_contradictory_setting(string key, string value) =>
        Assert.Contains(key, Assert.Throws<InvalidSettingException>(() => Read((key, value))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_window_longer_than_KeepAll_is_refused() =>
        Assert.Contains(
            "Sync:Collections:notes:History:KeepAll",
            Assert.Throws<InvalidSettingException>(() => Read(("Sync:Collections:notes:Window", "2.00:00:00"))).Message,
            StringComparison.Ordinal);

    private static CollectionPolicies Read(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
        return new CollectionPolicies(new SyncSettings(configuration, People: null, IsDevelopment: true, IsProduction: false), SavingOptions.Read(configuration).Sessions);
    }
}
