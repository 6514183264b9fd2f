namespace Tollgate.UnitTests.Bounds;

/// <summary>What a kind of provider puts around a request by itself and bills, in tokens: the most that is known of it.</summary>
/// <param name="Call">Around each call: priming of the answer, a system prompt of its own.</param>
/// <param name="Message">Around each message.</param>
/// <param name="Tools">Around tools as such: how to call them.</param>
/// <param name="Tool">Around each tool.</param>
/// <param name="Form">Around a form for the answer.</param>
internal sealed record ProviderHabits(int Call, int Message, int Tools, int Tool, int Form)
{
    public static ProviderHabits Of(string kind) => kind switch
    {
        "openai" or "azure" => new(10, 6, 16, 14, 17),
        "anthropic" => new(8, 8, 735, 20, 500),
        "google" => new(6, 6, 500, 20, 500),
        "xai" => new(700, 8, 300, 20, 17),
        "practice" => new(3, 4, 0, 8, 0),

        // Open models: their template's own system prompt, and the words that explain tools.
        _ => new(450, 8, 500, 30, 30),
    };
}
