namespace Tollgate.Doors.Contract;

/// <summary>What the edge must be told; made by whoever starts it.</summary>
public sealed record DoorSettings
{
    /// <summary>SHA-256 of the admin token's UTF-8 bytes.</summary>
    public required byte[] AdminTokenHash { get; init; }

    /// <summary>Name of this node, for people.</summary>
    public required string NodeId { get; init; }

    /// <summary>Product version, for people.</summary>
    public required string Version { get; init; }

    /// <summary>Name of the store in use, e.g. <c>sqlite</c>.</summary>
    public string Store { get; init; } = "sqlite";

    /// <summary>Where a subscription is settled; null on an own installation.</summary>
    public string? BillingUrl { get; init; }

    /// <summary>Most bytes of a body on gateway routes.</summary>
    public long MaxBodyBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Directory in which uploaded files lie while their requests run.</summary>
    public string UploadDirectory { get; init; } = Path.GetTempPath();

    /// <summary>Most bytes of uploaded files that lie there at once.</summary>
    public long MostUploadBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Most run keys of one parent that may live at once.</summary>
    public int MostChildren { get; init; } = 1_000;

    /// <summary>Most bytes of a body on management routes.</summary>
    public int MaxManageBodyBytes { get; init; } = 1024 * 1024;
}
