namespace Sockeye.Testing.Tests.Guide;

/// <summary>A service of the guide's handlers.</summary>
internal interface IGreeter
{
    string Greet(string name);
}
