namespace Sockeye;

/// <summary>Marks a public method of a handler class that clients cannot call: without it, every public method is an event.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NonEventAttribute : Attribute;
