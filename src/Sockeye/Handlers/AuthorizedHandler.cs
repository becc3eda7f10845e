using Microsoft.AspNetCore.Authorization;
using Sockeye.Authorization;

namespace Sockeye.Handlers;

/// <summary>
/// Checks whether the sender may call a handler before the handler is called. Most policies answer at once; then the event keeps its place
/// in the order.
/// </summary>
internal sealed class AuthorizedHandler(IReadOnlyList<IAuthorizeData> attributes, EventCallHandler handler)
{
    private readonly AuthorizationPolicies.Finder _find = AuthorizationPolicies.Of(attributes);

    public Task? Call(ref EventCall call)
    {
        var incoming = call.Event;
        var asking = AuthorizationPolicies.AskAsync(incoming.Socket.Namespace.Server.Services, incoming.Socket.User, incoming, _find);
        if (!asking.IsCompletedSuccessfully)
        {
            return CallLaterAsync(asking, incoming);
        }

        Refuse(asking.GetAwaiter().GetResult(), incoming.Socket);
        return handler(ref call);
    }

    private async Task CallLaterAsync(Task<AuthorizationResult> asking, IncomingEvent incoming)
    {
        Refuse(await asking, incoming.Socket);
        if (incoming.Socket.Connected && EventCall.Again(incoming, handler) is { } running)
        {
            await running;
        }
    }

    private static void Refuse(AuthorizationResult result, Socket socket)
    {
        if (!result.Succeeded)
        {
            throw new EventRefusedException(AuthorizationPolicies.Refusal(socket.User), AuthorizationPolicies.RefusalData(socket.User));
        }
    }
}
