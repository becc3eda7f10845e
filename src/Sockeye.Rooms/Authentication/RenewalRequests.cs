using Microsoft.Extensions.Logging;
using Sockeye.History;
using Sockeye.Requests;

namespace Sockeye.Authentication;

/// <summary>
/// Answers <c>auth:renew</c>, with which clients renew their authentication. For each socket, one credential is checked at a time.
/// </summary>
internal sealed partial class RenewalRequests
{
    private readonly LiveAuthentication _authentication;
    private readonly LiveAuthenticationOptions _options;
    private readonly Func<Socket, HandshakeAuth, ValueTask<AuthenticationRenewal>> _renew;
    private readonly RoomRequests _requests;

    public RenewalRequests(LiveAuthentication authentication, LiveAuthenticationOptions options, Func<Socket, HandshakeAuth, ValueTask<AuthenticationRenewal>> renew)
    {
        _authentication = authentication;
        _options = options;
        _renew = renew;
        _requests = new RoomRequests(authentication.Namespace).Obey("auth:renew", RenewAsync);
    }

    public void Listen(Socket socket) => _requests.Listen(socket);

    private async ValueTask RenewAsync(RoomRequest request)
    {
        var socket = request.Socket;
        var credential = Parse(request.Arguments);
        var authentication = _authentication.Of(socket);
        if (!authentication.TryBeginRenewal())
        {
            throw RoomRefusal.Busy("another credential is being checked");
        }

        try
        {
            await RenewAsync(socket, credential, authentication);
        }
        finally
        {
            authentication.EndRenewal();
        }

        await request.Acknowledgement.SendAsync(SocketAuthentication.ToJson(authentication.Expires));
    }

    private async Task RenewAsync(Socket socket, HandshakeAuth credential, SocketAuthentication authentication)
    {
        var renewal = await AskAsync(socket, credential);
        if (renewal.User is not { } user)
        {
            throw RoomRefusal.Unauthorized(renewal.Reason);
        }

        if (renewal.Expires <= socket.Namespace.Server.Time.GetUtcNow())
        {
            throw RoomRefusal.Unauthorized("the credential has expired");
        }

        if (!_options.AllowAnotherUser && _options.UserId(user) != _options.UserId(authentication.KnownUser))
        {
            throw RoomRefusal.Forbidden("the credential belongs to another user");
        }

        await _authentication.SetUserAsync(socket, user, renewal.Expires);
    }

    private async Task<AuthenticationRenewal> AskAsync(Socket socket, HandshakeAuth credential)
    {
        try
        {
            return await BoundedWait.For(_renew(socket, credential).AsTask(), _options.RenewTimeout, socket.Namespace.Server.Time);
        }
        catch (Exception exception) when (exception is not EventRefusedException)
        {
            socket.Namespace.Server.Metrics.HandlerFailed(socket.Namespace);
            Log.RenewalFailed(socket.Namespace.Server.Logger, exception, socket.Id, socket.Namespace.Name);
            throw RoomRefusal.Unavailable(ErrorText.InternalError);
        }
    }

    private HandshakeAuth Parse(EventArguments arguments)
    {
        var credential = arguments.First();
        return credential.Json.Span is [(byte)'{', ..]
            ? new HandshakeAuth(_authentication.Namespace.Server.Serializer, credential.Json.Span, [.. arguments.Attachments])
            : throw RoomRefusal.Invalid("an object is expected");
    }

    private static partial class Log
    {
        [LoggerMessage(153, LogLevel.Error, "The authentication of socket {Id} of namespace {Namespace} could not be renewed.")]
        public static partial void RenewalFailed(ILogger logger, Exception exception, string id, string @namespace);
    }
}
