using System.Text.Json.Serialization;

namespace SyncServer.Client.Tests.Support;

/// <summary>The types of the tests as JSON.</summary>
[JsonSerializable(typeof(Dictionary<string, long>))]
internal sealed partial class TestJson : JsonSerializerContext;
