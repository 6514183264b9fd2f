using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Shape;

/// <summary>Where the bytes of an image, a document or a sound are.</summary>
internal enum MediaPlace
{
    /// <summary>In the request, base64.</summary>
    Inline,

    /// <summary>At an address that the provider fetches.</summary>
    Url,

    /// <summary>In the request, plain text.</summary>
    PlainText,
}

/// <summary>The bytes of an image, a document or a sound.</summary>
/// <param name="Place">Where they are.</param>
/// <param name="MediaType">A text such as <c>"image/png"</c>; not given for an address.</param>
/// <param name="Data">A text: base64, the address, or the document itself.</param>
internal sealed record MediaSource(MediaPlace Place, RawJson MediaType, RawJson Data);
