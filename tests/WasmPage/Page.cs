using System.Runtime.InteropServices.JavaScript;

namespace Sockeye.WasmPage;

/// <summary>What the page does for the program: see <c>wwwroot/main.js</c>.</summary>
internal static partial class Page
{
    /// <summary>The address of the server.</summary>
    [JSImport("getUrl", "main.js")]
    public static partial string GetUrl();

    /// <summary>The transports to use.</summary>
    [JSImport("getTransports", "main.js")]
    public static partial string[] GetTransports();

    /// <summary>Whether to send the cookies of the server's origin.</summary>
    [JSImport("hasCredentials", "main.js")]
    public static partial bool HasCredentials();

    /// <summary>Shows a line.</summary>
    [JSImport("show", "main.js")]
    public static partial void Show(string line);
}
