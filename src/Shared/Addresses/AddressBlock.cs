using System.Buffers.Binary;
using System.Net;

namespace Sockeye.Addresses;

/// <summary>
/// The addresses that count as one client: a single IPv4 address, or the first 64 bits of an IPv6 address, which is the smallest network
/// that a subscriber has.
/// </summary>
internal readonly record struct AddressBlock
{
    private const int V4Length = 4;
    private const int V6Length = 16;

    private readonly ulong _bits;
    private readonly bool _isV4;

    private AddressBlock(ulong bits, bool isV4)
    {
        _bits = bits;
        _isV4 = isV4;
    }

    /// <summary>Gets the block of an address; <see langword="null"/> if there is no address, as for a Unix socket.</summary>
    public static AddressBlock? Of(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[V6Length];
        if (address is null || !address.TryWriteBytes(bytes, out int length))
        {
            return null;
        }

        if (length == V4Length)
        {
            return new AddressBlock(BinaryPrimitives.ReadUInt32BigEndian(bytes), isV4: true);
        }

        return address.IsIPv4MappedToIPv6
            ? new AddressBlock(BinaryPrimitives.ReadUInt32BigEndian(bytes[^V4Length..]), isV4: true)
            : new AddressBlock(BinaryPrimitives.ReadUInt64BigEndian(bytes), isV4: false);
    }
}
