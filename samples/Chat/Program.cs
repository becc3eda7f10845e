using Sockeye.Samples.Chat;
using Sockeye.Samples.Chat.Admin;
using Sockeye.Samples.Chat.Members;
using Sockeye.Samples.Chat.Messages;
using Sockeye.Samples.Chat.Rooms;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddOptions<ChatOptions>().BindConfiguration("Chat").ValidateDataAnnotations().ValidateOnStart();

// The events of one member are handled one after the other: a message after the join that was sent before it.
builder.Services.AddSocketIO(options => options.SerializeHandlers = true);

builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<MemberRegistry>();
builder.Services.AddSingleton<RoomRegistry>();
builder.Services.AddSingleton<RoomNews>();
builder.Services.AddSingleton<RoomMemberships>();
builder.Services.AddSingleton<MessageHandlers>();
builder.Services.AddSingleton<ChatNamespace>();
builder.Services.AddSingleton<AdminToken>();
builder.Services.AddSingleton<AdminOverview>();
builder.Services.AddSingleton<AdminNamespace>();
builder.Services.AddHostedService<Housekeeping>();

var app = builder.Build();

app.UseSecurityHeaders();
app.UseDefaultFiles();
app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache" });
app.MapGet("/admin", () => Results.Redirect("/admin.html"));
app.MapSocketIO();

app.Services.GetRequiredService<ChatNamespace>().Map();
app.Services.GetRequiredService<AdminNamespace>().Map();
app.LogWelcome();

app.Run();
