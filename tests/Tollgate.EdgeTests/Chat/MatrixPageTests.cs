using System.Text;
using Tollgate.Dialects.Shape;
using Tollgate.Dialects.Translation;
using Tollgate.EdgeTests.Running;

namespace Tollgate.EdgeTests.Chat;

/// <summary>docs/using/dialects-matrix.md says what the cells of the matrix hold.</summary>
public sealed class MatrixPageTests
{
    private const string Page = "using/dialects-matrix.md";

    private static readonly Dictionary<string, (string Label, IChatDialect Dialect)> Rows = new(StringComparer.Ordinal)
    {
        [Callers.Chat] = ("chat completions", ChatDialects.OpenAi),
        [Callers.Responses] = ("responses", ChatDialects.Responses),
        [Callers.Messages] = ("messages", ChatDialects.Anthropic),
        [Callers.Gemini] = ("generateContent", ChatDialects.Gemini),
    };

    private static readonly Dictionary<string, string> Columns = new(StringComparer.Ordinal)
    {
        ["m"] = "OpenAI", ["local-m"] = "others that speak chat completions", ["claude-m"] = "Anthropic", ["gem-m"] = "Google",
    };

    [Fact]
    public void Table_OfCells_IsWhatTheCellsHold()
    {
        var text = new StringBuilder("| you speak | the model is of |").AppendJoin("", MatrixStory.All.Select(s => $" {s.Name} |"))
            .Append("\n|---|---|").AppendJoin("", MatrixStory.All.Select(_ => "---|")).Append('\n');
        foreach (var (caller, model) in Pairs())
        {
            var cell = MatrixCell.Read(caller, model);
            text.Append($"| {Rows[caller].Label} | {Columns[model]} |").AppendJoin("", MatrixStory.All.Select(s => $" {Word(cell[s.Name])} |")).Append('\n');
        }

        DocsPart.ShouldBe(Page, "matrix", text.ToString());
    }

    [Fact]
    public void Table_OfLosses_IsThatOfTheTranslation()
    {
        var text = new StringBuilder("| you speak | the model is of | left out, with a warning | refused |\n|---|---|---|---|\n");
        foreach (var (caller, model) in Pairs())
        {
            var (from, to) = (Rows[caller].Dialect, Spoken(caller, model));
            if (from != to)
            {
                text.Append($"| {Rows[caller].Label} | {Columns[model]} | {Names(from, to, Fate.Dropped)} | {Names(from, to, Fate.Refused)} |\n");
            }
        }

        DocsPart.ShouldBe(Page, "losses", text.ToString());
    }

    private static IEnumerable<(string Caller, string Model)> Pairs() => Rows.Keys.SelectMany(_ => Columns.Keys, (caller, model) => (caller, model));

    private static IChatDialect Spoken(string caller, string model) => Vendors.Of(caller, model) switch
    {
        Vendors.Anthropic => ChatDialects.Anthropic,
        Vendors.Gemini => ChatDialects.Gemini,
        Vendors.Responses => ChatDialects.Responses,
        _ => ChatDialects.OpenAi,
    };

    private static string Word(MatrixExchange exchange) => exchange.Status.StartsWith("200 ", StringComparison.Ordinal)
        ? exchange.Passes ? "as it is" : "translated"
        : exchange.Answered.Contains("\"INVALID_REQUEST\"", StringComparison.Ordinal) && exchange.Answered.Contains("\"temperature\"", StringComparison.Ordinal)
            ? "our error, its field"
            : exchange.Status;

    private static string Names(IChatDialect from, IChatDialect to, Fate fate)
    {
        var refused = Foreign(from, Fate.Refused).ToList();
        return string.Join(", ", to.Fates.Where(row => row.Fate == fate && IsOwn(from, row.Field)).Select(row => NameOf(from, row.Field))
            .Concat(Foreign(from, fate))
            .Where(name => fate == Fate.Refused || !refused.Contains(name))
            .Distinct(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Foreign(IChatDialect from, Fate fate) => from.Foreign.Where(row => row.Fate == fate).Select(row => $"`{row.Name}`");

    // The messages as a whole are no name for a part of them, nor an image for how closely it is looked at.
    private static bool IsOwn(IChatDialect from, ShapeField field) => from.NameOf(field) != from.NameOf(ShapeField.Messages)
        && !(field == ShapeField.ImageDetail && from.NameOf(field) == from.NameOf(ShapeField.ImagePart));

    // In words where the dialect has one name for several things: "DocumentUrl" reads "document url".
    private static string NameOf(IChatDialect from, ShapeField field)
    {
        var name = from.NameOf(field);
        return Enum.GetValues<ShapeField>().Count(other => from.NameOf(other) == name) == 1
            ? $"`{name}`"
            : string.Concat(field.ToString().Select((c, i) => char.IsAsciiLetterUpper(c) ? (i > 0 ? " " : "") + char.ToLowerInvariant(c) : c.ToString()));
    }
}
