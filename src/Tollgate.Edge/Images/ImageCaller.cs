using Tollgate.Dialects.ImageShape;
using Tollgate.Dialects.Json;
using Tollgate.Edge.Walk;
using Tollgate.Inference.Facts;

namespace Tollgate.Edge.Images;

/// <summary>Callers of <c>POST /v1/images/generations</c>.</summary>
internal sealed class ImageCaller : ICallKind
{
    /// <inheritdoc/>
    public string Route => "images.generations";

    /// <inheritdoc/>
    public CallBody? Read(in CallAsk ask, CallFacts facts, out DialectFault fault) =>
        ImageRequestReader.Read(ask.Body.Memory, facts, out fault) is { } request ? new ImageBody(request, facts) : null;
}
