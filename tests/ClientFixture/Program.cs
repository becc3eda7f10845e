// Puts the client behind standard input and output: a command a line comes in, and what happens goes out, a line each. Each command is one call of the public API.
using Sockeye.ClientFixture.Commands;
using Sockeye.ClientFixture.Output;

Fatal.Watch();
await using var runner = new CommandRunner();
using var input = new StreamReader(Console.OpenStandardInput());
while (input.ReadLine() is { } line)
{
    if (runner.Start(line))
    {
        break;
    }
}

await runner.DisposeAsync();
Fatal.Collect();
return Fatal.ExitCode;
