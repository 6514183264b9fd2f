using System.Buffers;
using System.Text;

namespace Tollgate.Edge.Manage;

/// <summary>Writes CSV (RFC 4180). What callers chose is theirs: a cell that a spreadsheet would run as a formula is defused.</summary>
internal sealed class Csv
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    private readonly StringBuilder _text = new();
    private bool _rowHasCells;

    public void Cell(string? text)
    {
        if (_rowHasCells)
        {
            _text.Append(',');
        }

        _rowHasCells = true;
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text ?? "";
        if (safe.AsSpan().IndexOfAny(Quoted) >= 0)
        {
            _text.Append('"').Append(safe.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }
        else
        {
            _text.Append(safe);
        }
    }

    public void EndRow()
    {
        _text.Append("\r\n");
        _rowHasCells = false;
    }

    public override string ToString() => _text.ToString();
}
