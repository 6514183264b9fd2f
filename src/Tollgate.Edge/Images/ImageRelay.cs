using Tollgate.Calls.Errors;
using Tollgate.Dialects.Images;
using Tollgate.Dialects.Translation;
using Tollgate.Doors.Contract;
using Tollgate.Edge.Relay;
using Tollgate.Inference.Providers;

namespace Tollgate.Edge.Images;

/// <summary>Passes a reply with images on: a stream as it comes, all else whole.</summary>
internal static class ImageRelay
{
    // An image of the largest size, losslessly, in base64.
    private const int MostEventBytes = 64 * 1024 * 1024;

    public static ValueTask<Refusal?> RunAsync(Answered answered, IPlainView view) =>
        answered.IsStream ? StreamAsync(answered, view.Warnings) : PlainAsync(answered, view);

    // Its events are OpenAI's, and so are its errors. The last one tells the usage, unasked.
    private static async ValueTask<Refusal?> StreamAsync(Answered answered, IReadOnlyList<string> warnings)
    {
        var requestId = Exchange.Of(answered.Context).RequestIdText;
        var view = new ReplyView(ChatDialect.OpenAi, ChatDialect.OpenAi, warnings)
        {
            WithBlock = answered.WithBlock,
            ForTokenSense = answered.ForTokenSense,
        };
        var options = new StreamOptions(UsageAsked: true, view, refusal => ErrorWriter.Envelope(refusal, requestId))
        {
            Watch = new ImageStreamWatch(),
            MostEventBytes = MostEventBytes,
        };
        using var relay = new StreamRelay(answered.Context, answered.Call, answered.Reply, options);
        return await relay.RunAsync();
    }

    private static async ValueTask<Refusal?> PlainAsync(Answered answered, IPlainView view)
    {
        using var left = answered.StreamAsked
            ? answered.Context.RequestAborted.UnsafeRegister(static r => ((ModelReply)r!).Abort(), answered.Reply)
            : default;
        return await PlainRelay.RunAsync(answered, view);
    }
}
