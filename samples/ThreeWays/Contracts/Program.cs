using Sockeye;
using Sockeye.Samples.Contracts;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSocketIO();
var app = builder.Build();
app.UseFileServer();
app.MapSocketIO().MapHandlers<ChatHandlers>();
app.Run();
