using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Tollgate.Tools.Web;

namespace Tollgate.Tools.JobBoards;

/// <summary>Fetches a board's JSON, whichever board's it is.</summary>
internal sealed class BoardPages(WebReader web, ILogger<BoardPages> logger)
{
    /// <summary>Most jobs of one board.</summary>
    public const int MostJobs = 5_000;

    private const int MostBytes = 16 * 1024 * 1024;

    /// <summary>What stands at an address; null when it is not there or not what it should be, and then the reading says why.</summary>
    public async Task<(T? Content, BoardReading? Failure)> GetAsync<T>(string board, Uri address, JsonTypeInfo<T> format, CancellationToken stop)
        where T : class
    {
        var reply = await web.GetAsync(new WebAsk(address, "application/json") { MostBytes = MostBytes, AnyPort = true }, stop);
        if (reply is { Fault: WebFault.None, Status: 404 })
        {
            return (null, new BoardReading(board, BoardState.NotFound));
        }

        if (reply.IsGood && Read(reply, format) is { } content)
        {
            return (content, null);
        }

        logger.NotRead(board, reply.Fault, reply.Status);
        return (null, new BoardReading(board, reply.Fault == WebFault.TooSlow ? BoardState.TooSlow : BoardState.Failed) { Status = reply.Status });
    }

    private static T? Read<T>(WebReply reply, JsonTypeInfo<T> format)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(reply.Body.Span, format);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A moment as boards write it; null for what is none.</summary>
    public static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment
            : null;
}
