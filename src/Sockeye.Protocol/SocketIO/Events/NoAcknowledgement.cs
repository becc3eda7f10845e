namespace Sockeye;

/// <summary>The acknowledgement of an event whose sender asked for no answer.</summary>
internal sealed class NoAcknowledgement : Acknowledgement
{
    public override bool IsRequested => false;

    public override void Send()
    {
    }

    public override void Send<T1>(T1 arg1)
    {
    }

    public override void Send<T1, T2>(T1 arg1, T2 arg2)
    {
    }

    public override void Send(params object?[] args)
    {
    }

    public override void Send(EventArguments args)
    {
    }
}
