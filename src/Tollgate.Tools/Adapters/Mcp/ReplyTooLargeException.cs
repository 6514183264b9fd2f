namespace Tollgate.Tools.Adapters.Mcp;

/// <summary>A reply had more bytes than are taken.</summary>
internal sealed class ReplyTooLargeException : IOException
{
    public ReplyTooLargeException()
        : base("The reply is larger than what is taken.")
    {
    }
}
