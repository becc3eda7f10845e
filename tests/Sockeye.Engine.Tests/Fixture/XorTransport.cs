using System.Buffers;
using System.IO.Pipelines;

namespace Sockeye.Engine.Tests.Fixture;

/// <summary>A connection on whose wire every byte is another one.</summary>
internal sealed class XorTransport : IDuplexPipe
{
    private readonly Pipe _input = new();
    private readonly Pipe _output = new();

    public XorTransport(IDuplexPipe inner)
    {
        _ = PumpAsync(inner.Input, _input.Writer);
        _ = PumpAsync(_output.Reader, inner.Output);
    }

    public PipeReader Input => _input.Reader;

    public PipeWriter Output => _output.Writer;

    public static byte[] Change(byte[] bytes) => [.. bytes.Select(static value => (byte)(value ^ 0x5a))];

    private static async Task PumpAsync(PipeReader from, PipeWriter to)
    {
        try
        {
            while (true)
            {
                ReadResult read = await from.ReadAsync();
                await to.WriteAsync(Change(read.Buffer.ToArray()));
                from.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The connection is over.
        }

        await to.CompleteAsync();
    }
}
