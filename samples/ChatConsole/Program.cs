using Sockeye.Client;
using Sockeye.Samples.ChatConsole;

var url = args.ElementAtOrDefault(0) ?? "http://localhost:5000";
using var input = new StreamReader(Console.OpenStandardInput(), Console.InputEncoding);
using var quit = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    quit.Cancel();
};

// Listeners and commands run one at a time, as on the thread of a user interface. So nothing in this program needs a lock.
var scheduler = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
return await Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap();

async Task<int> RunAsync()
{
    await using var chat = new ChatClient(url, scheduler, Console.Out);
    try
    {
        if (!await SignInAsync(chat, args.ElementAtOrDefault(1)))
        {
            return 1;
        }

        var commands = new Commands(chat, Console.Out);
        while (await await Task.WhenAny(ReadLineAsync(), chat.Ended) is { } line && await commands.RunAsync(line))
        {
        }

        return 0;
    }
    catch (OperationCanceledException)
    {
        return 0; // Ctrl+C
    }
}

async Task<bool> SignInAsync(ChatClient chat, string? name)
{
    while ((name ?? await AskNameAsync()) is { } wanted)
    {
        try
        {
            await chat.SignInAsync(wanted, quit.Token);
            return true;
        }
        catch (ConnectException exception)
        {
            Console.WriteLine(exception.Message);
            if (exception.Kind != ConnectErrorKind.Refused)
            {
                return false;
            }

            name = null; // the server has refused this one
        }
    }

    return false;
}

async Task<string?> AskNameAsync()
{
    Console.Write("Your name: ");
    return await ReadLineAsync();
}

Task<string?> ReadLineAsync() => input.ReadLineAsync().WaitAsync(quit.Token);
