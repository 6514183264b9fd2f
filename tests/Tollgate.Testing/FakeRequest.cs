using System.Text;

namespace Tollgate.Testing;

/// <summary>One request as it came over the wire.</summary>
/// <param name="Head">Request line and headers with their line ends, without the blank line.</param>
/// <param name="Body">The body's bytes.</param>
public sealed record FakeRequest(string Head, byte[] Body)
{
    public string BodyText => Encoding.UTF8.GetString(Body);
}
