namespace Sockeye.Rooms;

/// <summary>What is done to each socket that a broadcast reaches. A struct, so that the walk is compiled for it.</summary>
internal interface ITargetVisitor
{
    void Visit(Socket socket);
}
