using Sockeye.Contracts;

return Tool.Run(args, Console.Out);
