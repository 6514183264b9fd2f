using System.Text;

namespace Tollgate.EdgeTests.Chat;

/// <summary>Each dialect of callers with each dialect of providers: the bytes that go out and the bytes that come back, as they stand in
/// <c>Matrix/</c>. With TOLLGATE_WRITE_CELLS=1 the files are written, to be read by a person before they are kept.</summary>
public sealed class MatrixTests
{
    public static TheoryData<string, string> Cells() => Callers.With([.. MatrixCell.Providers.Select(p => p.Model)]);

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Cell_OfTheMatrix_HasExactlyTheseBytes(string caller, string model)
    {
        var told = new StringBuilder();
        foreach (var story in MatrixStory.All)
        {
            var exchange = await MatrixCell.PlayAsync(story, caller, model);
            told.Append("##### ").Append(story.Name).Append('\n').Append(exchange.Tell());
        }

        var file = MatrixCell.FileOf(caller, model);
        if (Environment.GetEnvironmentVariable("TOLLGATE_WRITE_CELLS") == "1")
        {
            await File.WriteAllTextAsync(file, told.ToString());
        }

        told.ToString().ShouldBe(await File.ReadAllTextAsync(file));
    }

    // Bytes pass where caller and provider speak the same, and only there.
    [Theory]
    [MemberData(nameof(Cells))]
    public void Cell_WhereBothSpeakTheSame_IsSentAsItWasAsked(string caller, string model)
    {
        var same = (caller, Vendors.Of(caller, model)) is (Callers.Chat, Vendors.OpenAi) or (Callers.Messages, Vendors.Anthropic)
            or (Callers.Responses, Vendors.Responses) or (Callers.Gemini, Vendors.Gemini);

        MatrixCell.Read(caller, model).Values.ShouldAllBe(exchange => exchange.Passes == same);
    }
}
