using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tollgate.Tools.Web;

namespace Tollgate.Tools.JobBoards;

/// <summary>Fetches a board's JSON, whichever board's it is.</summary>
internal sealed class BoardPages(WebReader web)
{
    /// <summary>Most jobs of one board.</summary>
    public const int MostJobs = 5_000;

    private const int MostBytes = 16 * 1024 * 1024;

    /// <summary>What stands at an address; null when it is not there or not what it should be, and then the reading says why.</summary>
    public async Task<(T? Content, BoardReading? Failure)> GetAsync<T>(string board, Uri address, JsonTypeInfo<T> format, CancellationToken stop)
        where T : class
    {
        var reply = await web.GetAsync(new WebAsk(address, "application/json") { MostBytes = MostBytes }, stop);
        if (reply.Fault == WebFault.TooSlow)
        {
            return (null, new BoardReading(board, BoardState.TooSlow));
        }

        if (reply is { Fault: WebFault.None, Status: 404 })
        {
            return (null, new BoardReading(board, BoardState.NotFound));
        }

        try
        {
            return reply.IsGood && JsonSerializer.Deserialize(reply.Body.Span, format) is { } content
                ? (content, null)
                : (null, new BoardReading(board, BoardState.Failed) { Status = reply.Status });
        }
        catch (JsonException)
        {
            return (null, new BoardReading(board, BoardState.Failed) { Status = reply.Status });
        }
    }

    /// <summary>A moment as boards write it; null for what is none.</summary>
    public static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment
            : null;
}
