using System.Security.Claims;

namespace Sockeye.Samples.Chat.Members;

/// <summary>Whose socket it is.</summary>
internal static class PersonSockets
{
    private static readonly object TokenKey = new();

    extension(Socket socket)
    {
        /// <summary>The person. To the library that is the user: presence shows it, and permissions are rechecked for it.</summary>
        public Person Person
        {
            get => (Person)socket.Items[typeof(Person)]!;
            set
            {
                socket.Items[typeof(Person)] = value;
                socket.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, value.Name)], "token"));
            }
        }

        /// <summary>The person's token. It is not shown to others.</summary>
        public string Token
        {
            get => (string)socket.Items[TokenKey]!;
            set => socket.Items[TokenKey] = value;
        }
    }
}
