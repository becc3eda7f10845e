// Puts the emitters behind the standard input: one operation a line, one answer a line.
using System.Text.Json;
using Sockeye;
using Sockeye.EmitterFixture;

await using var emitter = args switch
{
    ["redis", var address] => RedisEmitter.Create(address),
    ["redis-sharded", var address] => RedisEmitter.CreateSharded(address),
    ["redis-streams", var address] => RedisEmitter.CreateStreams(address),
    ["postgres", var connectionString] => PostgresEmitter.Create(connectionString),
    _ => throw new ArgumentException("usage: EmitterFixture redis|redis-sharded|redis-streams|postgres WHERE"),
};
Console.WriteLine("ready");
while (Console.ReadLine() is { } line)
{
    try
    {
        await PerformAsync(emitter, JsonSerializer.Deserialize<Operation>(line, JsonSerializerOptions.Web)!);
        Console.WriteLine("ok");
    }
    catch (Exception exception) when (exception is ClusterPublishException or ArgumentException)
    {
        Console.WriteLine($"error {exception.Message.ReplaceLineEndings(" ")}");
    }
}

static ValueTask PerformAsync(SocketIOEmitter emitter, Operation operation)
{
    var target = operation.Ns is { } ns ? emitter.Of(ns) : emitter;
    target = target.To(operation.To ?? []).Except(operation.Except ?? []);
    target = operation.Users is { } users ? target.Users(users) : target;
    target = operation.Volatile ? target.Volatile : target;
    target = operation.Compress is { } compress ? target.Compress(compress) : target;
    return operation.Op switch
    {
        "emit" => target.EmitAsync(operation.Event, operation.Arguments),
        "socketsJoin" => target.SocketsJoinAsync(operation.Rooms ?? []),
        "socketsLeave" => target.SocketsLeaveAsync(operation.Rooms ?? []),
        "disconnectSockets" => target.DisconnectSocketsAsync(operation.Close),
        "serverSideEmit" => target.ServerSideEmitAsync(operation.Event, operation.Arguments),
        _ => throw new ArgumentException($"There is no operation {operation.Op}."),
    };
}
