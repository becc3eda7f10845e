namespace Sockeye.Contracts.Shapes;

/// <summary>The form of a type's values in JSON, as the server's serializer writes and reads them.</summary>
internal abstract record Shape;
