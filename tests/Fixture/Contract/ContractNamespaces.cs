using System.Text.RegularExpressions;
using Sockeye.Fixture.Contracts;
using Sockeye.Fixture.Handlers;
using Sockeye.Fixture.Values;

namespace Sockeye.Fixture.Contract;

/// <summary>The namespaces that the contract names.</summary>
internal static partial class ContractNamespaces
{
    /// <summary>Serves the contract on a server that is mapped.</summary>
    public static void Serve(SocketIOServer server)
    {
        foreach (var ns in server.Namespaces)
        {
            ListenToServers(ns);
        }

        server.OnNamespaceCreated(ListenToServers);
        server.OnConnection(ContractSocket.Welcome);
        server.Of("/custom").OnConnection(ContractSocket.Welcome);
        server.Of("/chat").OnConnection(ContractSocket.Welcome);
        server.Of(Dynamic()).OnConnection(ContractSocket.Welcome);
        server.Of("/handlers").MapHandlers<ClassHandlers>();
        server.Of("/lambdas").OnConnection(LambdaHandlers.Listen);
        server.Of("/contracts").MapHandlers<TeaHandlers>();
        server.Of("/auth")
            .Use(socket =>
            {
                if (socket.Handshake.Auth.GetString("token") != "secret")
                {
                    throw new ConnectRefusedException("Unauthorized", new CodeOfRefusal("E_AUTH"));
                }
            })
            .OnConnection(ContractSocket.Welcome);
    }

    /// <summary>A namespace that exists or is one of the dynamic ones.</summary>
    public static Namespace? Find(SocketIOServer server, string name) =>
        Dynamic().IsMatch(name) || server.Namespaces.Any(ns => ns.Name == name) ? server.Of(name) : null;

    private static void ListenToServers(Namespace ns) => ns.ServerSide.OnAny(async e =>
    {
        await ns.Local.EmitAsync("server-event", [e.Name, .. AnyValue.All(e.Arguments)]);
        if (e.IsAnswerRequested)
        {
            await e.AnswerAsync(new ServerAnswer(Environment.ProcessId, AnyValue.All(e.Arguments)));
        }
    });

    [GeneratedRegex("^/dynamic-[0-9]+\\z")]
    private static partial Regex Dynamic();
}
