using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation;
using Tollgate.Metering.Usage;

namespace Tollgate.Edge.Relay;

/// <summary>From which dialect into which a reply goes.</summary>
/// <param name="Caller">Of the one who is shown it.</param>
/// <param name="Provider">Of the one whose reply it is.</param>
/// <param name="Warnings">What the provider was not told of the request, for the caller to know.</param>
internal readonly record struct ReplyView(ChatDialect Caller, ChatDialect Provider, IReadOnlyList<string> Warnings)
{
    /// <summary>True when replies carry the gateway's block: the workspace has it on.</summary>
    public bool WithBlock { get; init; }

    /// <summary>True when the block is given under the name of TokenSense too.</summary>
    public bool ForTokenSense { get; init; }

    /// <summary>Null where the bytes pass as they are.</summary>
    public ChatTranslation? Translation => Caller == Provider ? null : new ChatTranslation(Caller, Provider);

    /// <summary>What is told of a call in place of what its provider does not say.</summary>
    public static ReplyFrame FrameOf(CallRecord call) => new(call.RequestId.ToString(), call.ModelUsed ?? "", call.AtMs / 1_000);
}
