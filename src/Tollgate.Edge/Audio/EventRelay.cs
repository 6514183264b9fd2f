using Tollgate.Calls.Errors;
using Tollgate.Dialects.Sse;
using Tollgate.Dialects.Translation;
using Tollgate.Doors.Contract;
using Tollgate.Edge.Relay;

namespace Tollgate.Edge.Audio;

/// <summary>Passes events of speech and of transcriptions on as they come. Their frame and their errors are those of OpenAI's chat; the last one
/// tells the usage, and before it stands a comment with the gateway's block.</summary>
internal static class EventRelay
{
    public static async ValueTask<Refusal?> RunAsync(Answered answered, IStreamWatch watch)
    {
        var requestId = Exchange.Of(answered.Context).RequestIdText;
        var view = new ReplyView(ChatDialect.OpenAi, ChatDialect.OpenAi, [])
        {
            WithBlock = answered.WithBlock,
            ForTokenSense = answered.ForTokenSense,
        };
        var options = new StreamOptions(UsageAsked: true, view, refusal => ErrorWriter.Envelope(refusal, requestId)) { Watch = watch };
        using var relay = new StreamRelay(answered.Context, answered.Call, answered.Reply, options);
        return await relay.RunAsync();
    }
}
