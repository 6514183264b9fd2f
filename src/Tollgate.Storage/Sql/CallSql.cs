namespace Tollgate.Storage.Sql;

/// <summary>SQL of the call log. Conditions and groups are put together from these fixed pieces; values are always parameters.</summary>
internal static class CallSql
{
    private const string Columns = """
        workspace, request_id, at_ms, project, key_id, mode, route, model_asked, model_used, provider, stream, status, error_code,
        input_tokens, cached_input_tokens, cache_write_tokens, cache_write_hour_tokens, audio_input_tokens,
        output_tokens, reasoning_tokens, audio_output_tokens, searches,
        image_input_tokens, cached_image_input_tokens, image_output_tokens, images, characters, audio_ms,
        bound, cost, flags, latency_us, first_byte_us, price_version, workflow_tag, step, execution_id, source, tags,
        policy, attempts, service_tier, image_size, image_quality, parent
        """;

    /// <summary>A call that is resolved later writes its row again.</summary>
    public const string Put = $"""
        INSERT OR REPLACE INTO calls ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
          ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38, ?39, ?40,
          ?41, ?42, ?43, ?44, ?45)
        """;

    public const string List = $"SELECT {Columns} FROM calls WHERE ";

    /// <summary>The same with a further column at the end.</summary>
    public static string ListWith(string column) => $"SELECT {Columns}, {column} FROM calls WHERE ";

    public const string NewestFirst = " ORDER BY request_id DESC LIMIT $limit";

    /// <summary>What is summed; the cost of a call without a price (flag 16) means nothing.</summary>
    public const string Sums = """
        count(*), sum(error_code IS NOT NULL), sum(CASE WHEN flags & 16 THEN 0 ELSE cost END),
        sum(input_tokens), sum(cached_input_tokens), sum(cache_write_tokens), sum(cache_write_hour_tokens), sum(audio_input_tokens),
        sum(output_tokens), sum(reasoning_tokens), sum(audio_output_tokens), sum(searches),
        sum(image_input_tokens), sum(cached_image_input_tokens), sum(image_output_tokens), sum(images), sum(characters), sum(audio_ms)
        """;

    /// <summary>The model that ran, else the one asked for: a refused call ran none.</summary>
    public const string Model = "coalesce(model_used, model_asked)";

    /// <summary>The tool that was called by name; null for a call of a model.</summary>
    public const string Tool = "CASE WHEN substr(route, 1, 6) = 'tools.' THEN substr(route, 7) END";

    /// <summary>Quarters of an hour since 1970: the finest step by which zones differ.</summary>
    public const string Quarter = "at_ms / 900000";
}
