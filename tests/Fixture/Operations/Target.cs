using Sockeye.Fixture.Contract;

namespace Sockeye.Fixture.Operations;

/// <summary>Who an operation is for: the socket alone, or a choice of sockets.</summary>
internal sealed class Target(Socket socket, Operation operation)
{
    /// <summary>The namespace that is meant.</summary>
    public Namespace Namespace { get; } = operation.From switch
    {
        "socket" or "io" => socket.Namespace,
        ['n', 's', ':', .. var name] when ContractNamespaces.Find(socket.Namespace.Server, name) is { } found => found,
        var from => throw new OperationException($"no such target: {from}"),
    };

    /// <summary>Whether nothing makes it a broadcast.</summary>
    public bool IsSocketAlone => operation is { From: "socket", To: not [_, ..], Except: not [_, ..], Users: not [_, ..], Broadcast: false, Local: false };

    /// <summary>The socket alone, with its flags.</summary>
    public SocketEmitter Alone()
    {
        SocketEmitter target = socket;
        if (operation.Volatile)
        {
            target = target.Volatile;
        }

        if (operation.Compress is { } compress)
        {
            target = target.Compress(compress);
        }

        return operation.Timeout is { } timeout ? target.Timeout(TimeSpan.FromMilliseconds(timeout)) : target;
    }

    /// <summary>The choice of sockets, with its flags.</summary>
    public Emitter Several()
    {
        if (IsSocketAlone)
        {
            throw new OperationException($"{operation.Op} needs a broadcast for its target");
        }

        Emitter target = operation.From == "socket" ? socket.Broadcast : Namespace;
        if (operation.To is [_, ..] rooms)
        {
            target = target.To(rooms);
        }

        if (operation.Users is [_, ..] users)
        {
            target = target.Users(users);
        }

        if (operation.Except is [_, ..] except)
        {
            target = target.Except(except);
        }

        if (operation.Local)
        {
            target = target.Local;
        }

        if (operation.Volatile)
        {
            target = target.Volatile;
        }

        if (operation.Compress is { } compress)
        {
            target = target.Compress(compress);
        }

        return operation.Timeout is { } timeout ? target.Timeout(TimeSpan.FromMilliseconds(timeout)) : target;
    }
}
