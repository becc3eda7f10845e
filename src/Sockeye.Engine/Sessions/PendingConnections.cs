using System.Net;
using System.Runtime.InteropServices;
using Sockeye.Addresses;

namespace Sockeye.Engine.Sessions;

/// <summary>
/// Counts the clients that are not established yet, within <see cref="EngineOptions.MaxPendingConnections"/>, and those of each address.
/// After half of the places are taken, an address that has its share gets no more, so that one machine cannot lock all others out.
/// Thread-safe.
/// </summary>
internal sealed class PendingConnections(int limit, int share)
{
    // Many clients may come from one address at the same time, through a proxy or after a restart of the server. As long as there is room,
    // they may.
    private readonly int _pressure = limit / 2;
    private readonly Lock _gate = new();

    // An address without a place is not in it, so it has at most as many entries as there are places.
    private readonly Dictionary<AddressBlock, int> _addresses = [];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>How many addresses have places.</summary>
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
    /// <param name="address">
    /// The address of the client; <see langword="null"/> if it has none, in which case there is no limit per address.
    /// </param>
    /// <param name="turnedAway">Why there is no place.</param>
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

    /// <summary>Releases a place.</summary>
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
