using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tollgate.Tools.Mcp;

/// <summary>The reply to a call within a request. It has started once there is something in it, as over a wire.</summary>
internal sealed class InnerReply : HttpResponseFeature, IDisposable
{
    private readonly MemoryStream _bytes = new();

    public InnerReply()
    {
        Output = new StreamResponseBodyFeature(_bytes);
    }

    public override bool HasStarted => _bytes.Length > 0;

    /// <summary>What writes into it.</summary>
    public IHttpResponseBodyFeature Output { get; }

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.GetBuffer().AsMemory(0, (int)_bytes.Length);

    public void Dispose() => _bytes.Dispose();
}
