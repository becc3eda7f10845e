namespace Sockeye.Bench.Client;

/// <summary>Counts the events that come, and those that come out of order.</summary>
internal sealed class Meter
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _all = new();
    private int _expected;
    private int _done;
    private int _wrong;
    private int _last;

    public (int Done, int Wrong) Result
    {
        get
        {
            lock (_gate)
            {
                return (_done, _wrong);
            }
        }
    }

    public Task Expect(int count)
    {
        lock (_gate)
        {
            _all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _expected = count;
            _done = 0;
            _wrong = 0;
            _last = -1;
            return _all.Task;
        }
    }

    public void Received(Quote quote)
    {
        lock (_gate)
        {
            if (quote.N != _last + 1)
            {
                _wrong++;
            }

            _last = quote.N;
            if (++_done == _expected)
            {
                _all.SetResult();
            }
        }
    }
}
