using Microsoft.Extensions.Configuration;
using SyncServer.Saving;
using SyncServer.Settings;

namespace SyncServer.Tests.Settings;

/// <summary>A key under <c>Sync:</c> that does not exist stops the start with an error that suggests the nearest key.</summary>
public sealed class UnknownSettingTests
{
    [Theory]
    [InlineData("Sync:ReorderWiat", "The setting Sync:ReorderWiat does not exist (did you mean ReorderWait?).")]
    [InlineData("Sync:Collection:notes:Window", "The setting Sync:Collection does not exist (did you mean Collections?).")]
    [InlineData("Sync:Defaults:MaxByte", "The setting Sync:Defaults:MaxByte does not exist (did you mean MaxBytes?).")]
    [InlineData("Sync:Collections:notes:History:KeepRun", "The setting Sync:Collections:notes:History:KeepRun does not exist (did you mean KeepRuns?).")]
    [InlineData("Sync:Elephant", "The setting Sync:Elephant does not exist.")]
    public void The_error_names_the_key_and_the_nearest_one(string key, string message)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(key, (string?)"1")]).Build();
        var settings = new SyncSettings(configuration, People: null, IsDevelopment: true, IsProduction: false);
        Assert.Equal(message, Assert.Throws<InvalidSettingException>(() => new CollectionPolicies(settings, SavingOptions.Read(configuration).Sessions)).Message);
    }
}
