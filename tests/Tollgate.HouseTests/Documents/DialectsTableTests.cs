using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation;
using Tollgate.HouseTests.Reading;

namespace Tollgate.HouseTests.Documents;

/// <summary>What becomes of a field in another dialect is said in one place, and the tables in the docs are generated from it.</summary>
public sealed class DialectsTableTests
{
    private const string Page = "docs/using/dialects.md";

    [Fact]
    public void Table_FromChatToMessages_IsThatOfTheTranslation() =>
        GeneratedPart.Verify(Page, "to-messages", Table(ChatDialects.OpenAi, ChatDialects.Anthropic));

    [Fact]
    public void Table_FromMessagesToChat_IsThatOfTheTranslation() =>
        GeneratedPart.Verify(Page, "to-chat", Table(ChatDialects.Anthropic, ChatDialects.OpenAi));

    private static string Table(IChatDialect from, IChatDialect to)
    {
        var shared = to.Fates.Where(row => row.Fate != Fate.Carried).Select(row => (Name: from.NameOf(row.Field), Part: Part(row.Field), row.Fate, row.Why));
        var own = from.Foreign.Select(row => (row.Name, Part: "", row.Fate, row.Why));
        return "| field | what | becomes | why |\n|---|---|---|---|\n"
            + string.Concat(shared.Concat(own).Select(row => $"| `{row.Name}` | {row.Part} | {Word(row.Fate)} | {row.Why} |\n"));
    }

    // "ImageDetail" reads "image detail".
    private static string Part(ShapeField field) =>
        string.Concat(field.ToString().Select((c, i) => char.IsAsciiLetterUpper(c) ? (i > 0 ? " " : "") + char.ToLowerInvariant(c) : c.ToString()));

    private static string Word(Fate fate) => fate switch
    {
        Fate.Refused => "refused",
        Fate.Dropped => "left out, with a warning",
        _ => "changed",
    };
}
