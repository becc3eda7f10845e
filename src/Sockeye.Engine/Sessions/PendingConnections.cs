using System.Net;
using System.Runtime.InteropServices;
using Sockeye.Addresses;

namespace Sockeye.Engine.Sessions;

/// <summary>
/// Counts the clients that are not yet established, within <see cref="EngineOptions.MaxPendingConnections"/>, and those of each address: once half of the places are taken, an address that
/// has its share gets no more, so that one machine cannot lock all others out. Thread-safe.
/// </summary>
internal sealed class PendingConnections(int limit, int share)
{
    // Many clients may come from one address at a time, through a proxy or after a restart of the server: as long as there is room, they may.
    private readonly int _pressure = limit / 2;
    private readonly Lock _gate = new();

    // An address that has no place is not in it: it has as many entries as there are places, at most.
    private readonly Dictionary<AddressBlock, int> _addresses = [];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>How many addresses are known.</summary>
    public int AddressCount
    {
        get
        {
            lock (_gate)
            {
                return _addresses.Count;
            }
        }
    }

    /// <summary>Takes a place, if there is one for that address.</summary>
    /// <param name="address">The address of the client; <see langword="null"/> if it has none: then no share bounds it.</param>
    /// <param name="turnedAway">Why there is none.</param>
    public PendingConnection? TryEnter(IPAddress? address, out TurnedAway turnedAway)
    {
        AddressBlock? block = AddressBlock.Of(address);
        lock (_gate)
        {
            bool hasShare = block is { } known && _addresses.GetValueOrDefault(known) >= share;
            turnedAway = _count >= limit ? TurnedAway.Full : hasShare && _count >= _pressure ? TurnedAway.AddressFull : TurnedAway.No;
            if (turnedAway != TurnedAway.No)
            {
                return null;
            }

            _count++;
            if (block is { } own)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_addresses, own, out _)++;
            }
        }

        return new PendingConnection(this, block);
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(AddressBlock? address)
    {
        lock (_gate)
        {
            _count--;
            if (address is { } own && --CollectionsMarshal.GetValueRefOrAddDefault(_addresses, own, out _) == 0)
            {
                _addresses.Remove(own);
            }
        }
    }
}
