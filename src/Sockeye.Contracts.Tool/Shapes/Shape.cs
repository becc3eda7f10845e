namespace Sockeye.Contracts.Shapes;

/// <summary>What the values of a type look like in JSON, as the server's serializer writes and reads them.</summary>
internal abstract record Shape;
