using System.Globalization;
using Tollgate.Calls.Errors;
using Tollgate.HouseTests.Reading;

namespace Tollgate.HouseTests.Documents;

/// <summary>Rule 6: the catalogue is one file, and the table in the docs is generated from it.</summary>
public sealed class ErrorsTableTests
{
    [Fact]
    public void Table_InTheDocs_IsTheCatalogue() => GeneratedPart.Verify("docs/using/errors.md", "errors", Table(ErrorCatalogue.Rows));

    [Fact]
    public void Table_OfARow_NamesAllThatIsFixed()
    {
        var row = new ErrorRow(ErrorCode.RATE_LIMITED, 429, "rate_limit_error", true, "Wait.", "limit_per_minute") { RetryAfter = true };

        Table([row]).ShouldEndWith("| `RATE_LIMITED` | 429 | `rate_limit_error` | yes | `limit_per_minute` | yes | Wait. |\n");
    }

    private static string Table(IEnumerable<ErrorRow> rows) =>
        "| code | status | type | retryable | extras | `Retry-After` | what to do |\n|---|---|---|---|---|---|---|\n"
        + string.Concat(rows.Select(row => string.Create(
            CultureInfo.InvariantCulture,
            $"| `{row.Name}` | {row.Status} | `{row.Type}` | {YesNo(row.Retryable)} | {Names(row.Extras)} | {(row.RetryAfter ? "yes" : "")} | {row.Fix} |\n")));

    private static string YesNo(bool value) => value ? "yes" : "no";

    private static string Names(IEnumerable<string> extras) => string.Join(", ", extras.Select(extra => $"`{extra}`"));
}
