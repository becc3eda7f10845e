using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Sockeye.Timing;

namespace Sockeye.Authentication;

/// <summary>
/// The authentication of one socket: until when it is valid, whether the client has been warned, and whether it is being renewed. It is its
/// own timer: first for the warning, then for the end.
/// </summary>
internal sealed class SocketAuthentication(Socket socket, LiveAuthenticationOptions options) : WheelTimer
{
    private const string Reason = "authentication expired";

    private readonly Lock _gate = new();
    private DateTimeOffset? _expires;
    private ClaimsPrincipal? _formerUser;
    private bool _hasBegun;
    private bool _isSet;
    private bool _isTold;
    private bool _isRenewing;
    private bool _isOver;

    private enum Step
    {
        Wait,
        Tell,
        End,
    }

    public DateTimeOffset? Expires
    {
        get
        {
            lock (_gate)
            {
                return _expires;
            }
        }
    }

    /// <summary>The user of the socket, also after the authentication has ended.</summary>
    public ClaimsPrincipal KnownUser
    {
        get
        {
            lock (_gate)
            {
                return _formerUser ?? socket.User;
            }
        }
    }

    /// <summary><c>{ expires }</c>, as clients get it.</summary>
    public static JsonElement ToJson(DateTimeOffset? expires) =>
        JsonElement.Parse($$"""{"expires":{{expires?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) ?? "null"}}}""");

    /// <summary>Called when the socket has connected.</summary>
    public void Begin()
    {
        socket.OnDisconnect(_ => Close());
        lock (_gate)
        {
            _hasBegun = true;
        }

        try
        {
            var expires = options.Expires(socket);
            lock (_gate)
            {
                _expires = _isSet ? _expires : expires;
            }
        }
        finally
        {
            // Also if the application cannot return a time: what it has set, or sets later, is valid.
            Proceed();
        }
    }

    public void Set(ClaimsPrincipal user, DateTimeOffset? expires)
    {
        // The function that returns the end looks at the socket. Both calls of the application are made before the lock is taken.
        var id = socket.Namespace.Server.UserIdOf(user);
        socket.SetUser(user, id);
        expires ??= options.Expires(socket);
        lock (_gate)
        {
            socket.SetUser(user, id);
            _formerUser = null;
            _expires = expires;
            _isSet = true;
            _isTold = false;
        }

        Proceed();
    }

    public void Expire()
    {
        lock (_gate)
        {
            if (_formerUser is null)
            {
                _expires = DateTimeOffset.MinValue;
            }
        }

        Proceed();
    }

    /// <summary>Begins to check a new credential. Meanwhile the authentication does not expire.</summary>
    /// <returns>Whether no other credential is being checked.</returns>
    public bool TryBeginRenewal()
    {
        lock (_gate)
        {
            return !_isRenewing && (_isRenewing = true);
        }
    }

    public void EndRenewal()
    {
        lock (_gate)
        {
            _isRenewing = false;
        }

        Proceed();
    }

    protected override void OnElapsed() => Proceed();

    private DateTimeOffset Now => socket.Namespace.Server.Time.GetUtcNow();

    private void Proceed()
    {
        DateTimeOffset expires;
        Step step;
        lock (_gate)
        {
            step = Next();
            expires = _expires ?? default;
        }

        switch (step)
        {
            case Step.Tell:
                socket.Send(EventPacket.Create(socket.Namespace, "auth:expiring", ToJson(expires)));
                break;
            case Step.End:
                End();
                break;
        }
    }

    private Step Next()
    {
        var timers = socket.Namespace.Server.Timers;
        if (_isOver || !_hasBegun || _expires is not { } expires)
        {
            timers.Cancel(this);
            return Step.Wait;
        }

        var left = expires - Now;
        if (left <= TimeSpan.Zero)
        {
            timers.Cancel(this);
            if (_isRenewing)
            {
                return Step.Wait;
            }

            _expires = null;
            _formerUser = socket.User;
            if (options.WhenExpired == ExpiredAuthentication.LeaveRooms)
            {
                socket.SetUser(new ClaimsPrincipal(new ClaimsIdentity()), userId: null);
            }

            return Step.End;
        }

        var tell = !_isTold && options.Warning > TimeSpan.Zero;
        if (tell && left <= options.Warning)
        {
            _isTold = true;
            timers.Schedule(this, left);
            return Step.Tell;
        }

        timers.Schedule(this, tell ? left - options.Warning : left);
        return Step.Wait;
    }

    private void End()
    {
        if (options.WhenExpired == ExpiredAuthentication.Disconnect)
        {
            socket.Disconnect(reason: Reason);
            return;
        }

        socket.Namespace.Permissions?.OnUserChanged();
        foreach (var room in socket.Rooms)
        {
            if (room != socket.Id)
            {
                _ = socket.LeaveAsync(room).AsTask();
            }
        }

        socket.Send(EventPacket.Create(socket.Namespace, "auth:expired"));
    }

    private void Close()
    {
        lock (_gate)
        {
            _isOver = true;
        }

        Proceed();
    }
}
