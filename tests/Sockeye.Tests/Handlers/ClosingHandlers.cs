using System.Runtime.CompilerServices;

namespace Sockeye.Tests.Handlers;

/// <summary>Streams that close what waits for streams.</summary>
internal sealed class ClosingHandlers(Socket socket)
{
    public async IAsyncEnumerable<string> CloseServer(KettleLog log)
    {
        yield return "closing";
        await socket.Namespace.Server.CloseAsync(CancellationToken.None);
        log.Hooks.Writer.TryWrite("closed");
    }

    public async IAsyncEnumerable<string> RemoveNamespace(KettleLog log)
    {
        yield return "closing";
        await socket.Namespace.RemoveAsync(CancellationToken.None);
        log.Hooks.Writer.TryWrite("closed");
    }

    public async IAsyncEnumerable<string> CloseSocket(KettleLog log)
    {
        yield return "closing";
        await socket.CloseAsync(cancellationToken: CancellationToken.None);
        log.Hooks.Writer.TryWrite("closed");
    }

    public async IAsyncEnumerable<string> Linger(Kettle kettle, KettleLog log, [EnumeratorCancellation] CancellationToken token)
    {
        try
        {
            yield return socket.Id;
            await Task.Delay(Timeout.Infinite, token);
        }
        finally
        {
            await log.Release.Task;
            await kettle.Log("ended");
        }
    }
}
