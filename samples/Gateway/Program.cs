using Microsoft.AspNetCore.Authentication.JwtBearer;
using Sockeye;
using Sockeye.Samples.Gateway;

var builder = WebApplication.CreateBuilder(args);

// Who a client is: a token says it, and the scheme of JWT reads it.
var tokens = new Tokens(builder.Configuration["Jwt:Key"] ?? throw new InvalidOperationException("Set Jwt:Key to a secret of at least 32 characters."));
builder.Services.AddAuthentication().AddJwtBearer(options =>
{
    options.MapInboundClaims = false;
    options.TokenValidationParameters = tokens.Validation;
});

// What a client may do.
builder.Services.AddAuthorizationBuilder().AddPolicy("Admins", policy => policy.RequireRole("admin"));

builder.Services.AddSocketIO(options =>
{
    options.TokenAuthentication.Scheme = JwtBearerDefaults.AuthenticationScheme;
    options.UserIdClaim = "sub";
});
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<OrderQueue>();
builder.Services.AddScoped<Checkout>();
builder.Services.AddHostedService<Kitchen>();

var app = builder.Build();
app.UseFileServer();
app.MapPost("/login", (Login login) => Accounts.Find(login) is { } account ? Results.Ok(new { token = tokens.Issue(account) }) : Results.Unauthorized());

var io = app.MapSocketIO();
io.Of("/shop").RequireAuthorization().MapHandlers<ShopHandlers>();
io.Of("/admin").RequireAuthorization("Admins").OnConnection(async socket => await socket.JoinAsync(Kitchen.Room));
app.Run();
