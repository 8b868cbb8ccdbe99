using System.Text;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("  [1, 2.50e3, \"\\ud800\", null] ")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("3")]
    public void Well_formed_JSON_is_accepted(string text) => Assert.True(JsonText.IsWellFormed(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{'a':1}")]
    [InlineData("[1,]")]
    [InlineData("// c\n1")]
    [InlineData("NaN")]
    [InlineData("\uFEFF{}")]
    public void Malformed_JSON_is_rejected(string text) => Assert.False(JsonText.IsWellFormed(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Invalid_UTF8_is_rejected() => Assert.False(JsonText.IsWellFormed([(byte)'"', 0xC3, 0x28, (byte)'"'], out _));

    [Fact]
    public void The_depth_of_nesting_is_limited()
    {
        static string Nested(int levels) => new string('[', levels) + new string(']', levels);
        Assert.True(JsonText.IsWellFormed(Encoding.UTF8.GetBytes(Nested(JsonText.MaxDepth)), out _));
        Assert.False(JsonText.IsWellFormed(Encoding.UTF8.GetBytes(Nested(JsonText.MaxDepth + 1)), out _));
        Assert.False(JsonText.IsWellFormed(Encoding.UTF8.GetBytes(new string('[', 1_000_000)), out _));
    }
}
