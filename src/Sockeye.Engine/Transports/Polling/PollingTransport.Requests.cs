using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Http;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Http;
using Sockeye.Engine.Sessions;

namespace Sockeye.Engine.Transports.Polling;

/// <summary>The requests of the transport.</summary>
internal sealed partial class PollingTransport
{
    /// <summary>Serves a poll.</summary>
    /// <param name="context">The request.</param>
    /// <param name="jsonp">The JSONP function to call with the answer; <see langword="null"/> for normal polling.</param>
    public Task HandlePollAsync(HttpContext context, string? jsonp)
    {
        PollAnswer? answer = null;
        WaitingPoll? poll = null;
        bool last = false;
        PollVerdict verdict;
        lock (session.Gate)
        {
            verdict = Judge(out EncodedPacket? control);
            if (verdict == PollVerdict.Wait)
            {
                poll = new WaitingPoll(this);
                _polls.Wait(poll);
            }
            else if (verdict == PollVerdict.Answer)
            {
                answer = control is not null ? PollAnswer.Of(control) : TakeAnswer(out last, out _);
            }
        }

        if (last)
        {
            session.TransportEnded();
        }

        switch (verdict)
        {
            case PollVerdict.UnknownSession:
                return server.RefuseAsync(context, RefusedRequest.UnknownSid(session.Id));
            case PollVerdict.OtherTransport:
                return server.RefuseAsync(context, RefusedRequest.TransportMismatch);
            case PollVerdict.Overlap:
                session.End(EngineCloseReason.TransportError, "overlapping polls");
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return Task.CompletedTask;
            default:
                return poll is null ? WriteAsync(context, answer!, jsonp) : WaitAsync(context, poll, jsonp);
        }
    }

    /// <summary>Serves a post.</summary>
    /// <param name="context">The request.</param>
    /// <param name="isForm">Whether the payload is in a form, for JSONP.</param>
    public async Task HandlePostAsync(HttpContext context, bool isForm)
    {
        RefusedRequest? refused = null;
        bool overlap = false;
        lock (session.Gate)
        {
            if (session.State == EngineSessionState.Closed)
            {
                refused = RefusedRequest.UnknownSid(session.Id);
            }
            else if (session.Transport != this)
            {
                refused = RefusedRequest.TransportMismatch;
            }
            else
            {
                overlap = !_posts.TryBegin();
            }
        }

        if (refused is not null)
        {
            await server.RefuseAsync(context, refused);
            return;
        }

        if (overlap)
        {
            session.End(EngineCloseReason.TransportError, "overlapping posts");
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        int status;
        try
        {
            status = await new PostedPayload(context, session, this, server).ReceiveAsync(isForm);
        }
        finally
        {
            // Before the response is written, because the client may be fast.
            lock (session.Gate)
            {
                _posts.End();
            }
        }

        if (!context.RequestAborted.IsCancellationRequested)
        {
            await server.Responses.WritePostedAsync(context, status);
        }
    }

    // Under the gate.
    private PollVerdict Judge(out EncodedPacket? control)
    {
        control = null;
        if (session.State == EngineSessionState.Closed)
        {
            return PollVerdict.UnknownSession;
        }

        if (session.Transport != this)
        {
            return PollVerdict.OtherTransport;
        }

        if (_polls.IsWaiting)
        {
            control = session.Upgrade is { IsProbed: true } ? ControlPackets.Noop : null;
            return control is null ? PollVerdict.Overlap : PollVerdict.Answer;
        }

        bool isClosing = session.State == EngineSessionState.Closing;
        if (!_polls.IsAnswering && (isClosing || session.HasQueued))
        {
            return PollVerdict.Answer;
        }

        control = !isClosing && session.Upgrade is { IsPollOver: true } ? ControlPackets.Noop : null;
        return control is null ? PollVerdict.Wait : PollVerdict.Answer;
    }

    private async Task WaitAsync(HttpContext context, WaitingPoll poll, string? jsonp)
    {
        PollAnswer? answer;
        using (context.RequestAborted.UnsafeRegister(static poll => ((WaitingPoll)poll!).Abort(), poll))
        {
            answer = await poll.Answered;
        }

        if (answer is not null)
        {
            await WriteAsync(context, answer, jsonp);
        }
    }

    private async Task WriteAsync(HttpContext context, PollAnswer answer, string? jsonp)
    {
        if (answer.IsQueue)
        {
            session.TellWriting(answer.Count, drained: false);
        }

        Exception? failure = null;
        try
        {
            await server.Responses.WriteAnswerAsync(context, answer, format, jsonp);
        }
        catch (Exception exception)
        {
            // With any exception: the answer has not arrived, and the session cannot continue without it.
            failure = exception;
        }

        answer.Release();
        if (answer.IsQueue)
        {
            EndAnswer(answer, isWritten: failure is null);
        }

        if (failure is not null)
        {
            session.End(EngineCloseReason.TransportError, "poll connection closed prematurely");
            if (!Disconnection.Is(failure))
            {
                // A failure of the application, in a stream or a callback of the response. It is handled like the failures of its other
                // endpoints.
                ExceptionDispatchInfo.Throw(failure);
            }
        }
    }

    private void EndAnswer(PollAnswer answer, bool isWritten)
    {
        bool drained;
        lock (session.Gate)
        {
            _polls.EndAnswer();
            session.Written(answer.Bytes, answer.Count);
            drained = isWritten && !session.HasQueued;
        }

        if (drained)
        {
            session.TellWriting(0, drained);
        }

        // Not after a failure, because the next answer would take the place of the lost one.
        if (isWritten)
        {
            Drain();
        }
    }
}
