namespace Tollgate.EdgeTests.Chat;

/// <summary>One exchange of a cell of the matrix.</summary>
/// <param name="Asked">The caller's body, after its path where that says something.</param>
/// <param name="Head">The head that the provider was sent, without the host.</param>
/// <param name="Sent">The body that it was sent.</param>
/// <param name="Status">Status and type of the answer.</param>
/// <param name="Answered">Its body, after those headers that tell what a body elsewhere tells.</param>
internal sealed record MatrixExchange(string Asked, string Head, string Sent, string Status, string Answered)
{
    private const string AskedMark = "=== asked\n";
    private const string SentMark = "\n=== sent\n";
    private const string AnsweredMark = "\n=== answered ";

    /// <summary>Whether the provider was sent what the caller asked, with nothing but additions.</summary>
    public bool Passes
    {
        get
        {
            var ask = Asked[(Asked.IndexOf("\n\n", StringComparison.Ordinal) is >= 0 and var at ? at + 2 : 0)..];
            var start = ask.AsSpan().CommonPrefixLength(Sent);
            var end = 0;
            while (end < Math.Min(ask.Length, Sent.Length) && ask[^(end + 1)] == Sent[^(end + 1)])
            {
                end++;
            }

            return start + end >= ask.Length;
        }
    }

    /// <summary>Reads what <see cref="Tell"/> wrote, from the story's name on.</summary>
    public static MatrixExchange Parse(string text)
    {
        var asked = text.IndexOf(AskedMark, StringComparison.Ordinal) + AskedMark.Length;
        var sent = text.IndexOf(SentMark, asked, StringComparison.Ordinal);
        var answered = text.IndexOf(AnsweredMark, sent, StringComparison.Ordinal);
        var request = text[(sent + SentMark.Length)..answered];
        var body = request.IndexOf("\n\n", StringComparison.Ordinal);
        var reply = text[(answered + AnsweredMark.Length)..^1];
        var line = reply.IndexOf('\n', StringComparison.Ordinal);
        return new MatrixExchange(text[asked..sent], request[..body], request[(body + 2)..], reply[..line], reply[(line + 1)..]);
    }

    /// <summary>As it stands in the cell's file.</summary>
    public string Tell() => $"{AskedMark}{Asked}{SentMark}{Head}\n\n{Sent}{AnsweredMark}{Status}\n{Answered}\n";
}
