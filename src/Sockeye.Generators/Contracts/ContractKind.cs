namespace Sockeye.Generators.Contracts;

/// <summary>The kinds of generated code for a contract.</summary>
internal enum ContractKind
{
    /// <summary><c>Clients&lt;T&gt;()</c> of a server: extension methods of <c>ClientsOf&lt;T&gt;</c>.</summary>
    Clients,

    /// <summary><c>Clients&lt;T&gt;()</c> of an emitter without sockets: extension methods of <c>EmitterClientsOf&lt;T&gt;</c>.</summary>
    EmitterClients,

    /// <summary><c>Client&lt;T&gt;()</c>: an implementation that sends to one socket.</summary>
    Client,

    /// <summary><c>Server&lt;T&gt;()</c>: an implementation that sends to the server.</summary>
    Server,

    /// <summary><c>Listen&lt;T&gt;(implementation)</c>: listeners that call an implementation.</summary>
    Listen,
}
