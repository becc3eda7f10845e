namespace Sockeye;

/// <summary>Marks a public method of a handler class as not an event. Without it, clients can call every public method.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NonEventAttribute : Attribute;
