namespace Sockeye.Engine.Http;

/// <summary>Why a request is not served, as the client and as the application read it.</summary>
internal sealed record Refusal(EngineErrorCode Code, string Message, string? Details)
{
    public static Refusal TransportMismatch { get; } = BadRequest("TRANSPORT_MISMATCH");

    public static Refusal TransportUnknown(string? transport) => new(EngineErrorCode.TransportUnknown, "Transport unknown", transport);

    public static Refusal UnknownSid(string? sid) => new(EngineErrorCode.SessionIdUnknown, "Session ID unknown", sid);

    public static Refusal BadMethod(string method) => new(EngineErrorCode.BadHandshakeMethod, "Bad handshake method", method);

    public static Refusal BadRequest(string details) => new(EngineErrorCode.BadRequest, "Bad request", details);

    public static Refusal Forbidden(string? message, string? details) => new(EngineErrorCode.Forbidden, message ?? "Forbidden", details);

    public static Refusal UnsupportedProtocol() => new(EngineErrorCode.UnsupportedProtocolVersion, "Unsupported protocol version", "3");
}
