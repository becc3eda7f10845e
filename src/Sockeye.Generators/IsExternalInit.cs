namespace System.Runtime.CompilerServices;

/// <summary>A type that the compiler needs for records, and that the target framework of generators does not have.</summary>
internal static class IsExternalInit;
