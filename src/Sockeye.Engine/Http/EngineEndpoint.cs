using Microsoft.AspNetCore.Http.Metadata;

namespace Sockeye.Engine.Http;

/// <summary>
/// In the metadata of an endpoint: an Engine.IO server is there. Its clients are programs, so if they are not signed in, the cookie scheme
/// answers 401 instead of sending them to a login page.
/// </summary>
internal sealed class EngineEndpoint : IDisableCookieRedirectMetadata
{
    public static EngineEndpoint Instance { get; } = new();
}
