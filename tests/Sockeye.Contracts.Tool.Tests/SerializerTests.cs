using System.Buffers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sockeye.Contracts.Assemblies;
using Sockeye.Contracts.Shapes;
using Sockeye.Contracts.Tests.Support;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Contracts.Tests;

/// <summary>The shapes are what the server's serializer really writes, and what it really reads.</summary>
public sealed class SerializerTests
{
    private static readonly ArgumentSerializer Serializer = new();

    public static TheoryData<string> Names => [.. typeof(Samples).GetProperties().Select(static property => property.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Written_Sample_FitsItsShape(string name)
    {
        using var assemblies = AssemblySet.Open([typeof(Samples).Assembly.Location], ToolRun.References);
        var shape = ShapeOf(assemblies, name, ShapeUse.Written);
        var (json, _) = Write(name);

        Assert.Null(ShapeCheck.Misfit(JsonElement.Parse(json), shape, ShapeUse.Written));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_LeastThatTheShapeOfASampleAsksFor_IsTaken(string name)
    {
        using var assemblies = AssemblySet.Open([typeof(Samples).Assembly.Location], ToolRun.References);
        var shape = ShapeOf(assemblies, name, ShapeUse.Read);
        var (json, attachments) = Write(name);
        var least = ShapeCheck.Least(JsonNode.Parse(json), shape)?.ToJsonString() ?? "null";

        var read = typeof(SerializerTests).GetMethod(nameof(ReadAs), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(typeof(Samples).GetProperty(name)!.PropertyType)
            .Invoke(null, [Encoding.UTF8.GetBytes(least), attachments]);

        Assert.Equal(least == "null", read is null);
    }

    private static Shape ShapeOf(AssemblySet assemblies, string name, ShapeUse use)
    {
        var property = assemblies.Assemblies[0].GetType(typeof(Samples).FullName!)!.GetProperty(name)!;
        var shape = new ShapeReader(ToolOptions.Parse(["--assembly", "any"])).Read(TypeReference.Create(property.PropertyType, NullabilityFlags.Of(property), []));
        ShapeUses.Add(shape, use, static unreadable => Assert.Fail($"{unreadable.Name}: {unreadable.WhyUnreadable}"));
        return shape;
    }

    private static (string Json, ReadOnlyMemory<byte>[] Attachments) Write(string name)
    {
        var property = typeof(Samples).GetProperty(name)!;
        object?[] arguments = [property.GetValue(null), null];
        var json = typeof(SerializerTests).GetMethod(nameof(WriteAs), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(property.PropertyType).Invoke(null, arguments);
        return ((string)json!, [.. (List<ReadOnlyMemory<byte>>?)arguments[1] ?? []]);
    }

    private static string WriteAs<T>(T value, ref List<ReadOnlyMemory<byte>>? attachments)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Serializer.WriterOptions))
        {
            Serializer.Serialize(writer, value, ref attachments);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static object? ReadAs<T>(byte[] json, ReadOnlyMemory<byte>[] attachments) => Serializer.Deserialize<T>(json, attachments);
}
