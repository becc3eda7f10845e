using Sockeye.Bench.Client;

await new Driver(new SockeyePeer(), args[0]).RunAsync();
