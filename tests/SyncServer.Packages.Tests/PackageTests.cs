using System.IO.Compression;
using System.Net;
using System.Xml.Linq;

namespace SyncServer.Packages.Tests;

/// <summary>Installs the packages into empty projects.</summary>
public sealed class PackageTests(PackedFixture packed) : IClassFixture<PackedFixture>
{
    private static readonly string[] All =
    [
        "SyncServer.AspNetCore", "SyncServer.Client", "SyncServer.Client.Extensions", "SyncServer.Client.Sqlite", "SyncServer.Core", "SyncServer.Storage",
    ];

    [Fact]
    public void Exactly_the_intended_packages_are_packed_with_symbols() => Assert.Equal(
        All.SelectMany(name => (string[])[FileOf(name), Path.ChangeExtension(FileOf(name), ".snupkg")]),
        Directory.GetFiles(packed.Feed).Order(StringComparer.Ordinal));

    [Fact]
    public void Each_package_has_complete_metadata() => Assert.All(All, name =>
    {
        using var package = ZipFile.OpenRead(FileOf(name));
        using var nuspec = package.GetEntry(name + ".nuspec")!.Open();
        var metadata = XDocument.Load(nuspec).Descendants().Single(element => element.Name.LocalName is "metadata");
        string Read(string element) => metadata.Element(metadata.Name.Namespace + element)!.Value;
        Assert.Equal((name, "SyncServer contributors", "MIT"), (Read("id"), Read("authors"), Read("license")));
        Assert.All(["description", "tags"], element => Assert.NotEmpty(Read(element)));
        Assert.All([Read("readme"), Read("icon")], file => Assert.NotNull(package.GetEntry(file)));
        var assemblies = package.Entries.Where(entry => entry.FullName.EndsWith(".dll", StringComparison.Ordinal)).Select(entry => entry.FullName).ToList();
        Assert.NotEmpty(assemblies);
        Assert.All(assemblies, assembly => Assert.NotNull(package.GetEntry(Path.ChangeExtension(assembly, ".xml"))));
    });

    [Fact]
    public async Task A_console_project_saves_with_the_client_on_each_target_framework()
    {
        var console = await packed.BuildAsync("Console", "Microsoft.NET.Sdk", "net10.0;net8.0", "SyncServer.Client", """"
            using SyncServer.Client;

            using var http = new HttpClient { BaseAddress = new Uri(args[0]) };
            using var tokens = await SyncSignIn.GuestAsync(http, "Amy");
            using var drafts = new FileDraftStore(args[1]);
            using var client = new SyncClient(http, tokens, new SyncClientOptions { Drafts = drafts });
            await using var document = await client.OpenAsync("notes", args[2], new SyncDocumentOptions { Live = true });
            document.Save(SyncContent.Json("""{"title":"Plan"}"""));
            Console.WriteLine((await document.FlushAsync()).State);
            """");
        using var data = new TempDirectory();
        await using var server = await ServerProcess.StartAsync(data.FullPath);
        foreach (var framework in new[] { "net10.0", "net8.0" })
        {
            var assembly = Path.Combine(console, "bin", ServerProcess.Configuration, framework, "Console.dll");
            // The .NET 8 runtime need not be installed.
            Assert.Equal("Saved", await Tool.RunAsync("dotnet", "--roll-forward", "Major", assembly, server.Url.ToString(), Path.Combine(data.FullPath, framework), framework));
        }
    }

    [Fact]
    public async Task A_web_project_embeds_the_server()
    {
        // The example of docs/embedding.md.
        var program = await File.ReadAllTextAsync(Path.Combine(ServerProcess.RepositoryRoot, "src/docs/examples/Embedding/Program.cs"));
        var web = await packed.BuildAsync("Web", "Microsoft.NET.Sdk.Web", "net10.0", "SyncServer.AspNetCore", program);
        using var data = new TempDirectory();
        await using var application = await ServerProcess.StartProgramAsync(web, "Web", data.FullPath);
        using var http = Wire.Connect(application.Url);
        var amy = new Caller(http, (await new Caller(http, Token: null).Post("/login/Amy")).Is(HttpStatusCode.OK).Text).Tab();
        (await amy.Create("/sync/v1/notes/plan", """{"title":"Plan"}""").Sequence(1)).Saved("created", 1);
        Assert.Equal("""{"title":"Plan"}""", (await amy.Get("/sync/v1/notes/plan")).Is(HttpStatusCode.OK).Text);
    }

    private string FileOf(string name) => Path.Combine(packed.Feed, $"{name}.{PackedFixture.Version}.nupkg");
}
