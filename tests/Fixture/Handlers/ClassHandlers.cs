using System.Diagnostics.CodeAnalysis;
using Sockeye.Fixture.Contract;

namespace Sockeye.Fixture.Handlers;

/// <summary>The namespace <c>/handlers</c>: the methods of a class.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "Methods of handler classes are methods of instances.")]
internal sealed class ClassHandlers(Socket socket)
{
    public int Sum(int first, int second) => first + second;

    public async Task<string> GreetAsync(string name = "nobody")
    {
        await Task.Yield();
        return $"hello {name}";
    }

    [Event("count to")]
    public async IAsyncEnumerable<int> CountToAsync(int to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        for (var i = 1; i <= to; i++)
        {
            await Task.Delay(1, token);
            yield return i;
        }

        if (to == 0)
        {
            throw new EventRefusedException("nothing to count", new Dictionary<string, string> { ["code"] = "E_NOTHING" });
        }
    }

    public byte[] Reverse(byte[] bytes) => [.. bytes.Reverse()];

    [Event("join room")]
    public async Task JoinAsync(string room)
    {
        await socket.JoinAsync(room);
        await socket.To(room).EmitAsync("joined", socket.Id);
    }

    public int Count(params string[] words) => words.Length;

    public void Refuse() => throw new EventRefusedException("no", new CodeOfRefusal("E_NO"));
}
