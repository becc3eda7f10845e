namespace Sockeye.Rooms;

/// <summary>The action for each socket that a broadcast reaches. Implement it as a struct, so that the walk is compiled for it.</summary>
internal interface ITargetVisitor
{
    void Visit(Socket socket);
}
