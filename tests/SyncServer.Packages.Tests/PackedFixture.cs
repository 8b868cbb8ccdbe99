using System.Reflection;

namespace SyncServer.Packages.Tests;

/// <summary>Packs the built solution into a folder outside the repository, and builds empty projects that install the packages.</summary>
public sealed class PackedFixture : IAsyncLifetime
{
    private readonly TempDirectory _directory = new();

    /// <summary>The folder with the packages.</summary>
    public string Feed => Path.Combine(_directory.FullPath, "feed");

    /// <summary>The version of the packages.</summary>
    public static string Version => Metadata("Version");

    public async Task InitializeAsync()
    {
        await Tool.RunAsync("dotnet", "pack", Path.Combine(ServerProcess.RepositoryRoot, "SyncServer.sln"), "-c", ServerProcess.Configuration, "--no-build", "-o", Feed, "-nodeReuse:false");
        // A separate packages folder, as the user's folder may have packages of the same version. All other packages come from the user's folder.
        await File.WriteAllTextAsync(Path.Combine(_directory.FullPath, "Directory.Build.props"), $"""
            <Project>
              <PropertyGroup>
                <RestoreAdditionalProjectSources>{Feed}</RestoreAdditionalProjectSources>
                <RestorePackagesPath>{Path.Combine(_directory.FullPath, "packages")}</RestorePackagesPath>
                <NuGetAudit>false</NuGetAudit>
                <RestoreFallbackFolders>{Metadata("NuGetPackageRoot")}</RestoreFallbackFolders>
              </PropertyGroup>
            </Project>
            """);
    }

    public Task DisposeAsync()
    {
        _directory.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Creates and builds a project of two files that installs one package.</summary>
    /// <param name="name">The name of the project.</param>
    /// <param name="sdk">The SDK, such as <c>Microsoft.NET.Sdk.Web</c>.</param>
    /// <param name="frameworks">The target frameworks, separated by semicolons.</param>
    /// <param name="package">The package.</param>
    /// <param name="program">The source.</param>
    /// <returns>The folder of the project.</returns>
    public async Task<string> BuildAsync(string name, string sdk, string frameworks, string package, string program)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_directory.FullPath, name)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, name + ".csproj"), $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFrameworks>{frameworks}</TargetFrameworks>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <UseAppHost>false</UseAppHost>
                <CheckEolTargetFramework>false</CheckEolTargetFramework>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package}" Version="[{Version}]" />
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), program);
        await Tool.RunAsync("dotnet", "build", folder, "-c", ServerProcess.Configuration, "-nodeReuse:false", "-p:UseSharedCompilation=false");
        Assert.True(Directory.Exists(Path.Combine(_directory.FullPath, "packages", package.ToLowerInvariant())), $"Another {package} than the one that was just packed was restored.");
        return folder;
    }

    private static string Metadata(string key) =>
        typeof(PackedFixture).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;
}
