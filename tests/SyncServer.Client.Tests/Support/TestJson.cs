using System.Text.Json.Serialization;

namespace SyncServer.Client.Tests.Support;

/// <summary>The types of the tests as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Dictionary<string, long>))]
[JsonSerializable(typeof(Plan))]
internal sealed partial class TestJson : JsonSerializerContext;

/// <summary>A document of the tests.</summary>
internal sealed record Plan
{
    public string? Title { get; set; }

    public List<PlanItem> Items { get; set; } = [];
}

/// <summary>A part of it.</summary>
internal sealed record PlanItem
{
    public string? Text { get; set; }
}
