using Sockeye.Bench.Client;

await new Driver(new SocketIOClientPeer(), args[0]).RunAsync();
