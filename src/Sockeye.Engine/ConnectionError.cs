using Microsoft.AspNetCore.Http;

namespace Sockeye.Engine;

/// <summary>A request that was refused.</summary>
/// <param name="Context">The request.</param>
/// <param name="Code">The error code that Node uses too, 0 to 5.</param>
/// <param name="Message">The message that the client gets.</param>
/// <param name="Details">The cause in more detail (<c>context</c> in Node), such as <c>TRANSPORT_MISMATCH</c>.</param>
public sealed record ConnectionError(HttpContext Context, EngineErrorCode Code, string Message, string? Details);
