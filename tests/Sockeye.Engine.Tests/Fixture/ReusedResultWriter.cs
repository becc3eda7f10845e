using System.IO.Pipelines;
using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Http.Features;

namespace Sockeye.Engine.Tests.Fixture;

/// <summary>A writer as those of pooled value tasks: it may write again as soon as the last result has been taken.</summary>
internal sealed class ReusedResultWriter(IHttpResponseBodyFeature inner) : PipeWriter, IValueTaskSource<FlushResult>
{
    public IHttpResponseBodyFeature Feature => new BodyFeature(inner, this);

    public int Flushes { get; private set; }

    public int Taken { get; private set; }

    public override void Advance(int bytes) => inner.Writer.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.Writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.Writer.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.Writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Writer.Complete(exception);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Flushes++;
        inner.Writer.FlushAsync(cancellationToken).AsTask().GetAwaiter().GetResult();
        return new ValueTask<FlushResult>(this, 0);
    }

    public FlushResult GetResult(short token)
    {
        Taken++;
        return default;
    }

    public ValueTaskSourceStatus GetStatus(short token) => ValueTaskSourceStatus.Succeeded;

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => continuation(state);

    private sealed class BodyFeature(IHttpResponseBodyFeature inner, PipeWriter writer) : IHttpResponseBodyFeature
    {
        public Stream Stream => inner.Stream;

        public PipeWriter Writer => writer;

        public Task CompleteAsync() => inner.CompleteAsync();

        public void DisableBuffering() => inner.DisableBuffering();

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
            inner.SendFileAsync(path, offset, count, cancellationToken);

        public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);
    }
}
