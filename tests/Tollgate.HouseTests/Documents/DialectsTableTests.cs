using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation;
using Tollgate.HouseTests.Reading;

namespace Tollgate.HouseTests.Documents;

/// <summary>What becomes of a field in another dialect is said in one place, and the tables in the docs are generated from it: one for each dialect
/// that a request is translated to, one for what each dialect alone has.</summary>
public sealed class DialectsTableTests
{
    private const string Page = "docs/using/dialects-fields.md";

    private static readonly IChatDialect[] All = [ChatDialects.OpenAi, ChatDialects.Responses, ChatDialects.Anthropic, ChatDialects.Gemini];

    public static TheoryData<string> Names() => [.. All.Select(d => d.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Table_OfWhatIsTranslatedToADialect_IsThatOfTheTranslation(string name)
    {
        var to = All.Single(d => d.Name == name);
        GeneratedPart.Verify(
            Page,
            "to-" + name,
            "| what | named | becomes | why |\n|---|---|---|---|\n" + string.Concat(to.Fates.Where(row => row.Fate != Fate.Carried)
                .Select(row => $"| {Part(row.Field)} | {NamesOf(row.Field, to)} | {Word(row.Fate)} | {row.Why} |\n")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Table_OfWhatOneDialectAloneHas_IsThatOfTheTranslation(string name) =>
        GeneratedPart.Verify(
            Page,
            "from-" + name,
            "| field | becomes | why |\n|---|---|---|\n" + string.Concat(All.Single(d => d.Name == name).Foreign
                .Select(row => $"| `{row.Name}` | {Word(row.Fate)} | {row.Why} |\n")));

    // As the callers of the other dialects name it; the messages as a whole are no name for a part of them.
    private static string NamesOf(ShapeField field, IChatDialect to) => string.Join(", ", All
        .Where(from => from != to)
        .Select(from => (Name: from.NameOf(field), Whole: from.NameOf(ShapeField.Messages)))
        .Where(named => named.Name != named.Whole)
        .Select(named => $"`{named.Name}`")
        .Distinct());

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
