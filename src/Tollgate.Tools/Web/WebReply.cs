using System.Text;

namespace Tollgate.Tools.Web;

/// <summary>Why nothing was fetched.</summary>
internal enum WebFault
{
    None,

    /// <summary>No connection, a broken one, or an address that must not be connected to.</summary>
    NotReached,

    /// <summary>Nothing whole within the time.</summary>
    TooSlow,

    /// <summary>More than is taken.</summary>
    TooLarge,

    /// <summary>Led elsewhere too often, or to where nothing is fetched from.</summary>
    LedAstray,
}

/// <summary>What was fetched, or why nothing was.</summary>
/// <param name="Address">Where it came from in the end.</param>
/// <param name="Fault">None when there is an answer, whatever its status.</param>
internal sealed record WebReply(Uri Address, WebFault Fault)
{
    /// <summary>HTTP status; null when nobody answered.</summary>
    public int? Status { get; init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>An answer of success.</summary>
    public bool IsGood => Fault == WebFault.None && Status is >= 200 and < 300;

    /// <summary>The body as text; what is no UTF-8 in it is replaced.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);
}
