namespace Tollgate.Calls.Catalog;

/// <summary>What models are for.</summary>
internal static class ModelKinds
{
    public const string Chat = "chat";
    public const string Embedding = "embedding";
    public const string Image = "image";
    public const string Speech = "speech";
    public const string Transcription = "transcription";

    public static IReadOnlyList<string?> All { get; } = [Chat, Embedding, Image, Speech, Transcription];
}
