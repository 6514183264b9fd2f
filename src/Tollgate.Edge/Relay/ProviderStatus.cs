using Tollgate.Calls.Errors;
using Tollgate.Calls.Settlement;
using Tollgate.Dialects.OpenAi;
using Tollgate.Inference.Providers;

namespace Tollgate.Edge.Relay;

/// <summary>Reads what a provider says with a status that is no success.</summary>
internal static class ProviderStatus
{
    public static Refusal Translate(string provider, ModelReply reply, ReadOnlySpan<byte> body)
    {
        var said = ChatErrorReader.Read(body);
        return ProviderRefusals.FromStatus(provider, reply.Status, reply.RetryAfter, said.Message, said.Param);
    }
}
