namespace Sockeye.Samples.ChatConsole.Tests.Support;

/// <summary>What a program has printed, line by line.</summary>
internal sealed class Lines
{
    private readonly List<string> _lines = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource _more = NewSource();
    private bool _isEnded;

    public Lines(TextReader output) => _ = ReadAsync(output);

    /// <summary>Waits for a line that came after those that were waited for before.</summary>
    /// <returns>The whole line.</returns>
    public async Task<string> UntilAsync(string text)
    {
        using var limit = new CancellationTokenSource(Waiting.Limit);
        var seen = 0;
        while (true)
        {
            Task more;
            lock (_gate)
            {
                var found = _lines.FindIndex(one => one.Contains(text, StringComparison.Ordinal));
                if (found >= 0)
                {
                    var line = _lines[found];
                    _lines.RemoveRange(0, found + 1);
                    return line;
                }

                Assert.False(_isEnded, $"The program has ended without \"{text}\":\n{string.Join('\n', _lines)}");
                seen = _lines.Count;
                more = _more.Task;
            }

            try
            {
                await more.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"There is no \"{text}\" in the last {seen} lines:\n{string.Join('\n', _lines)}");
            }
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReadAsync(TextReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            Add(() => _lines.Add(line));
        }

        Add(() => _isEnded = true);
    }

    private void Add(Action change)
    {
        TaskCompletionSource more;
        lock (_gate)
        {
            change();
            more = _more;
            _more = NewSource();
        }

        more.SetResult();
    }
}
