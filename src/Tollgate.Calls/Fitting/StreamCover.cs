namespace Tollgate.Calls.Fitting;

/// <summary>How much of a stream's output its hold covers while it grows in steps: never less than what has come and may come with the next
/// read, a token counted as one byte, since none is shorter.</summary>
/// <param name="mostEach">Output limit of each choice, tokens: with that much covered the hold is whole.</param>
/// <param name="choices">Number of choices.</param>
internal sealed class StreamCover(long mostEach, int choices)
{
    /// <summary>Output tokens of each choice that the first step covers.</summary>
    public const long FirstStep = 1_024;

    // Fewer are not worth a read: then the hold has to grow first.
    private const int LeastRead = 256;

    // What a provider may count of a choice beside its text: role, separators, the frame of a tool call.
    private const int TokensBesideText = 64;

    private long _each = Math.Min(FirstStep, mostEach);

    /// <summary>Output tokens of each choice that are covered now.</summary>
    public long Each => _each;

    /// <summary>True when a report has more tokens than the text that was seen can have: some of the output is kept from us.</summary>
    public static bool IsHidden(long outputTokens, long outputBytes, int choices) =>
        outputTokens > outputBytes + ((long)TokensBesideText * choices);

    /// <summary>Output limit of each choice that covers this text and nothing after it.</summary>
    public static long Of(long outputBytes, int choices) => ((outputBytes + choices - 1) / choices) + TokensBesideText;

    /// <summary>Most bytes that may be read next; 0 when the hold has to grow first.</summary>
    /// <param name="outputBytes">Output that has come, bytes.</param>
    /// <param name="unread">Bytes that were read and are not yet known to be output or not.</param>
    /// <param name="finished">True when the model has said its last word: then nothing more needs to be covered.</param>
    public int Readable(long outputBytes, int unread, bool finished)
    {
        if (_each >= mostEach)
        {
            return int.MaxValue;
        }

        var free = ((_each - TokensBesideText) * choices) - outputBytes - unread;
        return finished ? (free >= 0 ? int.MaxValue : 0)
            : free >= LeastRead ? (int)Math.Min(free, int.MaxValue) : 0;
    }

    /// <summary>The least output limit of each choice that lets the stream go on.</summary>
    public long Needed(long outputBytes, int unread, bool finished) =>
        Math.Min(mostEach, Of(outputBytes + unread + (finished ? 0 : LeastRead), choices));

    /// <summary>The next step: twice as much, or what is needed where that is more.</summary>
    public long Next(long needed) => Math.Min(mostEach, Math.Max(_each * 2, needed));

    /// <summary>The hold has changed.</summary>
    public void ChangedTo(long each) => _each = each;
}
