namespace Tollgate.Providers.Practice;

/// <summary>The pieces a practice reply comes in, each made when it is asked for.</summary>
internal sealed class PracticeScript
{
    private static readonly TimeSpan WalkingPace = TimeSpan.FromMilliseconds(50);

    private PracticeScript(int status, IEnumerable<byte[]> pieces)
    {
        Status = status;
        Pieces = pieces;
    }

    public int Status { get; }

    public IEnumerable<byte[]> Pieces { get; }

    /// <summary>Waited before each piece but the first.</summary>
    public TimeSpan Pace { get; private init; }

    public string ContentType { get; private init; } = "application/json";

    /// <summary>Length the head tells; null for a stream.</summary>
    public long? Length { get; private init; }

    /// <summary>True when the connection breaks where the pieces end.</summary>
    public bool Breaks { get; private init; }

    public static PracticeScript Failure(int status, string? message = null)
    {
        var body = PracticeText.Error(status, message);
        return new PracticeScript(status, [body]) { Length = body.Length };
    }

    public static PracticeScript Plain(PracticeText text, PracticeBehaviour behaviour) =>
        Whole(text.Plain(withUsage: behaviour != PracticeBehaviour.NoUsage), behaviour);

    /// <summary>A reply whose length is told beforehand.</summary>
    public static PracticeScript Whole(byte[] body, PracticeBehaviour behaviour)
    {
        var cut = behaviour == PracticeBehaviour.Cut;
        return new PracticeScript(200, [cut ? body[..(body.Length / 2)] : body]) { Length = body.Length, Breaks = cut };
    }

    public static PracticeScript Stream(PracticeText text, PracticeAnswer answer, PracticeBehaviour behaviour, bool usageAsked) =>
        new(200, Events(text, answer, behaviour == PracticeBehaviour.Cut, usageAsked && behaviour != PracticeBehaviour.NoUsage))
        {
            ContentType = "text/event-stream; charset=utf-8",
            Pace = behaviour == PracticeBehaviour.Slow ? WalkingPace : TimeSpan.Zero,
        };

    /// <summary>Events that are made beforehand; the model that breaks off gives the first half of them.</summary>
    public static PracticeScript Stream(IReadOnlyList<byte[]> events, PracticeBehaviour behaviour) =>
        InPieces(events, behaviour, "text/event-stream; charset=utf-8");

    /// <summary>Bytes of another type than JSON, in pieces; likewise.</summary>
    public static PracticeScript InPieces(IReadOnlyList<byte[]> pieces, PracticeBehaviour behaviour, string contentType)
    {
        var cut = behaviour == PracticeBehaviour.Cut;
        return new PracticeScript(200, cut ? pieces.Take((pieces.Count + 1) / 2) : pieces)
        {
            ContentType = contentType,
            Pace = behaviour == PracticeBehaviour.Slow ? WalkingPace : TimeSpan.Zero,
            Breaks = cut,
        };
    }

    private static IEnumerable<byte[]> Events(PracticeText text, PracticeAnswer answer, bool cut, bool usage)
    {
        var words = Words(answer.Text);
        for (var choice = 0; choice < answer.Choices; choice++)
        {
            yield return text.Opening(choice, usage);
            for (var i = 0; i < words.Count; i++)
            {
                if (cut && i >= (words.Count + 1) / 2)
                {
                    yield break;
                }

                yield return text.Piece(choice, words[i], usage);
            }

            if (cut)
            {
                yield break;
            }

            yield return text.Finish(choice, usage);
        }

        if (usage)
        {
            yield return text.Usage();
        }

        yield return "data: [DONE]\n\n"u8.ToArray();
    }

    // Each word with the space before it, so that the pieces joined are the text.
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf(' ', start + 1);
            end = end < 0 ? text.Length : end;
            words.Add(text[start..end]);
            start = end;
        }

        return words;
    }
}
