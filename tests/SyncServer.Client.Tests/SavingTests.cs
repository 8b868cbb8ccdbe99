namespace SyncServer.Client.Tests;

/// <summary>Opening, closing and the status. What each save sends is in <see cref="CaseTests"/>.</summary>
public sealed class SavingTests
{
    [Fact]
    public async Task Opening_reads_content_and_version()
    {
        var document = await new FakeServer().OpenAsync(4, "tea");
        Assert.Equal("tea", document.Content!.ReadText());
        Assert.Equal(new SyncStatus(SyncState.Saved, 4), document.Status);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(33)]
    public void MaxInFlight_is_1_to_32(int maxInFlight) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncDocumentOptions { MaxInFlight = maxInFlight });

    [Fact]
    public async Task A_document_that_is_opened_again_never_reuses_a_sequence()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(1, "");
        (await SendAsync(server, document, "b")).Accept(2);
        await document.DisposeAsync();
        var save = await SendAsync(server, await server.OpenAsync(2, "b"), "c");
        Assert.Equal(("2", null), (save["Save-Sequence"], save["Save-Parent"]));
    }

    [Fact]
    public async Task Disposing_saves_pending_changes_and_a_disposed_document_accepts_none()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(1, "");
        document.Save(FakeServer.Text("b"));
        var disposed = document.DisposeAsync().AsTask();
        (await server.NextAsync()).Accept(2);
        await disposed;
        Assert.Equal(SyncState.Closed, document.Status.State);
        Assert.Throws<ObjectDisposedException>(() => document.Save(FakeServer.Text("c")));
        await document.DisposeAsync();
        Assert.Equal("b", (await server.OpenAsync(2, "b")).Content!.ReadText());
    }

    [Fact]
    public async Task The_status_is_raised_when_it_changes()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(1, "");
        var raised = new List<string>();
        document.StatusChanged += (_, status) => raised.Add($"{status.State} v{status.Version}");
        var save = await SendAsync(server, document, "b");
        save.Accept(2);
        await Eventually.HoldsAsync(() => Task.FromResult(raised.Count == 2), "both are raised");
        Assert.Equal(["Saving v1", "Saved v2"], raised);
    }

    private static async Task<FakeRequest> SendAsync(FakeServer server, SyncDocument document, string text)
    {
        document.Save(FakeServer.Text(text));
        _ = document.FlushAsync();
        return await server.NextAsync();
    }
}
