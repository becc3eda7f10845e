namespace Sockeye.Testing.Tests.Guide;

internal sealed class Greeter : IGreeter
{
    public string Greet(string name) => $"Hello, {name}.";
}
