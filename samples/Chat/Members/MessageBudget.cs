namespace Sockeye.Samples.Chat.Members;

/// <summary>So many messages in any 10 seconds, and no more.</summary>
internal sealed class MessageBudget(int messages, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly Queue<long> _spent = new();

    public void Spend()
    {
        lock (_spent)
        {
            while (_spent.TryPeek(out var oldest) && time.GetElapsedTime(oldest) >= Period)
            {
                _spent.Dequeue();
            }

            if (_spent.Count >= messages)
            {
                throw Refusal.Of("You are writing too fast. Wait a few seconds.", "too-fast");
            }

            _spent.Enqueue(time.GetTimestamp());
        }
    }
}
