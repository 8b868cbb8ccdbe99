using SyncServer.Core.Documents;

namespace SyncServer.Core.Tests.Documents;

public sealed class ETagTests
{
    [Theory]
    [InlineData("{0}")]
    [InlineData("W/{0}")]
    public void The_wire_form_round_trips(string form)
    {
        var tag = new ETag(12, 0x9f3ac81d77b01e42);
        Assert.Equal("\"12-9f3ac81d77b01e42\"", tag.ToString());
        Assert.True(ETag.TryParse(string.Format(null, form, tag), out var read));
        Assert.Equal(tag, read);
    }

    [Theory]
    [InlineData("-gzip")]
    [InlineData("-br")]
    [InlineData("-zstd")]
    [InlineData("--gzip")]
    [InlineData(";gzip")]
    [InlineData(";")]
    public void A_suffix_that_a_proxy_appends_is_ignored(string suffix)
    {
        Assert.True(ETag.TryParse($"W/\"12-9f3ac81d77b01e42{suffix}\"", out var read));
        Assert.Equal(new ETag(12, 0x9f3ac81d77b01e42), read);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"abc\"")]
    [InlineData("\"0-9f3ac81d77b01e42\"")]
    [InlineData("\"012-9f3ac81d77b01e42\"")]
    [InlineData("\"12-9f3ac81d77b01e42x\"")]
    [InlineData("\"12-9f3ac81d77b01e4\"")]
    [InlineData("\"12-9f3ac81d77b01e4g\"")]
    [InlineData("\"-12-9f3ac81d77b01e42\"")]
    [InlineData("\"99999999999999999999-9f3ac81d77b01e42\"")]
    [InlineData("\"12-9f3ac81d77b01e42-rot13\"")]
    public void A_tag_of_another_server_identifies_no_version(string text)
    {
        Assert.True(ETag.TryParse(text, out var read));
        Assert.Equal(ETag.Foreign, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12-9f3ac81d77b01e42")]
    [InlineData("\"")]
    [InlineData("\"a b\"")]
    [InlineData("\"a\"b\"")]
    [InlineData("w/\"a\"")]
    public void Text_that_is_not_an_entity_tag_is_rejected(string text) => Assert.False(ETag.TryParse(text, out _));
}
