namespace Sockeye.Client.Tests.Connections;

/// <summary>One call of ConnectAsync, as the model sees it.</summary>
internal sealed class ModelCall(DateTimeOffset due)
{
    /// <summary>When it ends at the latest.</summary>
    public DateTimeOffset Due => due;

    /// <summary>How it ended; nothing while it waits.</summary>
    public string? Outcome { get; private set; }

    /// <summary>It ends, unless it has.</summary>
    public void End(string outcome) => Outcome ??= outcome;
}
