using Sockeye;
using Sockeye.Samples.Classes;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, WebRootPath = "../page" });
builder.Services.AddSocketIO();
var app = builder.Build();
app.UseFileServer();
app.MapSocketIO().MapHandlers<ChatHandlers>();
app.Run();
