namespace System;

/// <summary>What the compiler needs for list patterns, and the platform of generators lacks.</summary>
internal readonly struct Index(int value, bool fromEnd = false)
{
    public int GetOffset(int length) => fromEnd ? length - value : value;
}
