namespace System.Runtime.CompilerServices;

/// <summary>What the compiler needs for records, and the platform of generators lacks.</summary>
internal static class IsExternalInit;
