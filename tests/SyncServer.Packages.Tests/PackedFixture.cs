using System.Reflection;

namespace SyncServer.Packages.Tests;

/// <summary>The packages of the solution as it was built, in a folder outside of the repository, and empty projects that install them.</summary>
public sealed class PackedFixture : IAsyncLifetime
{
    private readonly TempDirectory _directory = new();

    /// <summary>The folder with the packages.</summary>
    public string Feed => Path.Combine(_directory.FullPath, "feed");

    /// <summary>The version that all packages have.</summary>
    public static string Version => Metadata("Version");

    public async Task InitializeAsync()
    {
        await Tool.RunAsync("dotnet", "pack", Path.Combine(ServerProcess.RepositoryRoot, "SyncServer.sln"), "-c", ServerProcess.Configuration, "--no-build", "-o", Feed, "-nodeReuse:false");
        // Ours are unpacked here, as a package of the same version may be in the user's folder. All others come from there.
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

    /// <summary>Makes a project of two files that installs one package, and builds it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="sdk">Such as <c>Microsoft.NET.Sdk.Web</c>.</param>
    /// <param name="frameworks">What it is built for, separated by semicolons.</param>
    /// <param name="package">The package.</param>
    /// <param name="program">The source.</param>
    /// <returns>Its folder.</returns>
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
