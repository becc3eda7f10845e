namespace Sockeye;

/// <summary>Nobody asked for an answer.</summary>
internal sealed class NoAcknowledgement : Acknowledgement
{
    public override bool IsRequested => false;

    public override ValueTask SendAsync() => default;

    public override ValueTask SendAsync<T1>(T1 arg1) => default;

    public override ValueTask SendAsync<T1, T2>(T1 arg1, T2 arg2) => default;

    public override ValueTask SendAsync(params object?[] args) => default;

    public override ValueTask SendAsync(EventArguments args) => default;
}
