namespace Sockeye.Samples.Gateway;

/// <summary>The accounts. A real application keeps them in a database, with hashes of the passwords, or leaves them to an identity provider.</summary>
internal static class Accounts
{
    private static readonly Account[] All = [new("ann", "tea"), new("bob", "coffee"), new("root", "admin", "admin")];

    public static Account? Find(Login login) => All.FirstOrDefault(account => account.Name == login.Name && account.Password == login.Password);
}
