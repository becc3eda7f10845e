using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Sockeye.Tests.Troubleshooting;

/// <summary>What <c>dotnet run</c> tells an application.</summary>
internal sealed class DevelopmentEnvironment : IHostEnvironment
{
    public string EnvironmentName { get; set; } = Environments.Development;

    public string ApplicationName { get; set; } = "Tests";

    public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
}
