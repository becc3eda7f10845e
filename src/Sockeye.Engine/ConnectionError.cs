using Microsoft.AspNetCore.Http;

namespace Sockeye.Engine;

/// <summary>A request that was refused.</summary>
/// <param name="Context">The request.</param>
/// <param name="Code">The code of the reference, 0 to 5.</param>
/// <param name="Message">The message that the client got.</param>
/// <param name="Details">What lies behind it (the reference's <c>context</c>), such as <c>TRANSPORT_MISMATCH</c>.</param>
public sealed record ConnectionError(HttpContext Context, EngineErrorCode Code, string Message, string? Details);
