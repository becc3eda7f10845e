namespace Sockeye.Client.Tests.Connections;

/// <summary>One socket of the model.</summary>
internal sealed class ModelSocket(string prefix)
{
    /// <summary>What its packets have behind their type.</summary>
    public string Prefix => prefix;

    public bool IsActive { get; set; }

    public bool IsConnected { get; set; }

    /// <summary>Whether the server has been asked on this connection, and has not answered.</summary>
    public bool IsAsked { get; set; }

    /// <summary>Whether the application has left while the server was asked.</summary>
    public bool IsWithdrawn { get; set; }

    /// <summary>When it has left on this connection.</summary>
    public DateTimeOffset? LeftAt { get; set; }

    /// <summary>Whether its auth cannot be had.</summary>
    public bool AuthFails { get; set; }

    /// <summary>How often that was so since it was connected last.</summary>
    public int AuthFailures { get; set; }

    /// <summary>Whether it waits until it may ask again, and until when.</summary>
    public ModelWait? AuthRetry { get; set; }

    /// <summary>What its listeners hear.</summary>
    public List<string> Events { get; } = [];

    public List<ModelCall> Calls { get; } = [];

    public void EndCalls(string outcome) => Calls.ForEach(call => call.End(outcome));
}
