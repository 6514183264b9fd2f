using Tollgate.Calls.Errors;
using Tollgate.Doors.Contract;
using Tollgate.Edge.Relay;
using Tollgate.Inference.Providers;

namespace Tollgate.Edge.Chat;

/// <summary>Passes a chat's reply on: a stream as it comes, all else whole.</summary>
internal static class ChatRelay
{
    public static ValueTask<Refusal?> RunAsync(Answered answered, ReplyView view, IPlainView plain) =>
        answered.IsStream ? StreamAsync(answered, view)
        : answered.Call.Fit.IsPart && answered.Reply.Status is >= 200 and <= 299 ? WholeAsync(answered, plain)
        : PlainAsync(answered, plain);

    private static async ValueTask<Refusal?> StreamAsync(Answered answered, ReplyView view)
    {
        var requestId = Exchange.Of(answered.Context).RequestIdText;
        var options = new StreamOptions(answered.UsageAsked, view, refusal => ErrorWriter.Envelope(refusal, requestId));
        using var relay = new StreamRelay(answered.Context, answered.Call, answered.Reply, options);
        return await relay.RunAsync();
    }

    private static async ValueTask<Refusal?> WholeAsync(Answered answered, IPlainView view)
    {
        await answered.Call.Fit.CoverWholeAsync();
        return await PlainAsync(answered, view);
    }

    private static async ValueTask<Refusal?> PlainAsync(Answered answered, IPlainView view)
    {
        using var left = answered.StreamAsked
            ? answered.Context.RequestAborted.UnsafeRegister(static r => ((ModelReply)r!).Abort(), answered.Reply)
            : default;
        return await PlainRelay.RunAsync(answered, view);
    }
}
