namespace Sockeye.Samples.Chat.Members;

/// <summary>Whose socket it is.</summary>
internal static class MemberSockets
{
    extension(Socket socket)
    {
        public Member Member
        {
            get => (Member)socket.Items[typeof(Member)]!;
            set => socket.Items[typeof(Member)] = value;
        }
    }
}
