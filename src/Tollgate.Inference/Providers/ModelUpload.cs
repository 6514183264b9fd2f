namespace Tollgate.Inference.Providers;

/// <summary>A request's body that is sent piece by piece, again from its start when the call is sent again.</summary>
/// <param name="ContentType">Its media type, visible ASCII.</param>
/// <param name="Bytes">Must stay readable until the reply is disposed.</param>
public sealed record ModelUpload(string ContentType, ByteSource Bytes);
