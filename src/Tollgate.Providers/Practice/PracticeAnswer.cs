using System.Text;

namespace Tollgate.Providers.Practice;

/// <summary>What a practice model says, and what that uses: one token for each four bytes of UTF-8, begun ones counted, at least one.</summary>
internal sealed class PracticeAnswer
{
    private const int BytesPerToken = 4;
    private const int LongWords = 2_000;

    private static readonly string[] Words =
    [
        "toll", "gate", "meter", "ledger", "hold", "settle", "budget", "window", "slice", "relay", "stream", "token",
    ];

    private static readonly string LongText = MakeLongText();

    private PracticeAnswer(PracticePrompt prompt, string text, long most)
    {
        Choices = prompt.Choices;
        PromptTokens = Tokens(prompt.TextBytes);
        var limit = Math.Min(prompt.MaxTokens ?? long.MaxValue, most);
        var all = Tokens(Encoding.UTF8.GetByteCount(text));
        IsCut = all > limit;
        Text = IsCut ? Cut(text, limit * BytesPerToken) : text;
        CompletionTokens = Math.Min(all, limit) * Choices;
    }

    public string Text { get; }

    public int Choices { get; }

    /// <summary>True when the caller's limit ended the text.</summary>
    public bool IsCut { get; }

    public long PromptTokens { get; }

    /// <summary>Of all choices together.</summary>
    public long CompletionTokens { get; }

    public static PracticeAnswer To(PracticePrompt prompt, PracticeBehaviour behaviour, long mostTokens) =>
        new(prompt, behaviour == PracticeBehaviour.Long ? LongText : prompt.LastUserText, mostTokens);

    /// <summary>Tokens of that many bytes of text.</summary>
    public static long Tokens(long bytes) => Math.Max(1, (bytes + BytesPerToken - 1) / BytesPerToken);

    private static string Cut(string text, long mostBytes)
    {
        var bytes = 0L;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > mostBytes)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }

    private static string MakeLongText()
    {
        var text = new StringBuilder();
        for (var i = 0; i < LongWords; i++)
        {
            text.Append(i == 0 ? "" : " ").Append(Words[i % Words.Length]);
        }

        return text.ToString();
    }
}
