namespace Tollgate.Dialects.Shape;

/// <summary>What a reply needs that the provider may not say.</summary>
/// <param name="Id">Id where the provider gives none.</param>
/// <param name="Model">Model where the provider gives none.</param>
/// <param name="CreatedUnix">Moment of the reply, Unix seconds.</param>
public sealed record ReplyFrame(string Id, string Model, long CreatedUnix);
