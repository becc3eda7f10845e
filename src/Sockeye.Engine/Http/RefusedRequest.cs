namespace Sockeye.Engine.Http;

/// <summary>Why a request is refused, for the client and for the application.</summary>
internal sealed record RefusedRequest(EngineErrorCode Code, string Message, string? Details)
{
    public static RefusedRequest TransportMismatch { get; } = BadRequest("TRANSPORT_MISMATCH");

    public static RefusedRequest TransportUnknown(string? transport) => new(EngineErrorCode.TransportUnknown, "Transport unknown", transport);

    public static RefusedRequest UnknownSid(string? sid) => new(EngineErrorCode.SessionIdUnknown, "Session ID unknown", sid);

    public static RefusedRequest BadMethod(string method) => new(EngineErrorCode.BadHandshakeMethod, "Bad handshake method", method);

    public static RefusedRequest BadRequest(string details) => new(EngineErrorCode.BadRequest, "Bad request", details);

    public static RefusedRequest Forbidden(string? message, string? details) => new(EngineErrorCode.Forbidden, message ?? "Forbidden", details);

    public static RefusedRequest UnsupportedProtocol() => new(EngineErrorCode.UnsupportedProtocolVersion, "Unsupported protocol version", "3");
}
