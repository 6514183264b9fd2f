namespace Tollgate.EndToEndTests.Sdks.Stories;

/// <summary>What every client must be able to do, and what it then tells.</summary>
/// <param name="Name">As the clients know it.</param>
/// <param name="ShouldHold">Fails where what was told is not this story.</param>
internal sealed record Story(string Name, Action<Told> ShouldHold)
{
    private const string Greeting = "Good day to you";
    private const string Code = "KEY_BUDGET_EXCEEDED";

    public static IReadOnlyList<Story> All { get; } =
    [
        new("plain", told => ShouldBe(told, sent: 1, Greeting, output: 20)),
        new("stream", told =>
        {
            ShouldBe(told, sent: 1, Greeting, output: 20);
            told.Pieces.ShouldBe(4);
        }),
        new("tools", told =>
        {
            // One of the clients wraps what a tool said in JSON.
            told.Error.ShouldBeNull();
            told.Text.ShouldStartWith("It is ");
            told.Text.ShouldContain("sunny");
            (told.Tool, told.Query, told.Sent).ShouldBe(("look", "weather", 2));
        }),
        new("image", told => ShouldBe(told, sent: 1, "One point")),
        new("structured", told =>
        {
            told.Error.ShouldBeNull();
            (told.City, told.Sent).ShouldBe(("Bern", 1));
        }),
        new("refused", told => (told.Own, told.Status, told.Code, told.Sent).ShouldBe((true, 402, Code, 1), told.ToString())),
        new("cut", told =>
        {
            (told.Own, told.Code, told.Sent).ShouldBe((true, Code, 1), told.ToString());
            told.Text.ShouldStartWith(Greeting);
            told.Text.Length.ShouldBeInRange(1_400, 10_000);
        }),
    ];

    public static Story Of(string name) => All.Single(s => s.Name == name);

    private static void ShouldBe(Told told, int sent, string text, long output = 0)
    {
        told.Error.ShouldBeNull();
        (told.Sent, told.Text, told.Output).ShouldBe((sent, text, output));
    }
}
