using Tollgate.Tools.JobBoards;

namespace Tollgate.Host.Configuration;

/// <summary>How tools are reached.</summary>
internal sealed class ToolOptions
{
    /// <summary>Host name by the server that alone is reached under it.</summary>
    public Dictionary<string, string> Hosts { get; } = new(StringComparer.Ordinal);

    /// <summary>The directory of declared tools; null for <c>tools</c> in the data directory.</summary>
    public string? Directory { get; set; }

    /// <summary>Whether secrets that are not set are taken as set: for looking at files where the secrets are not.</summary>
    public bool AssumesSecrets { get; set; }

    /// <summary>Whether declared tools may ask loopback and private addresses.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Address of Greenhouse's API of job boards.</summary>
    public string Greenhouse { get; set; } = JobBoardSettings.UsualGreenhouse.AbsoluteUri;

    /// <summary>Address of Lever's API of postings.</summary>
    public string Lever { get; set; } = JobBoardSettings.UsualLever.AbsoluteUri;

    /// <summary>The same for sites of the European Union.</summary>
    public string LeverEu { get; set; } = JobBoardSettings.UsualLeverEu.AbsoluteUri;

    /// <summary>Address of Ashby's API of postings.</summary>
    public string Ashby { get; set; } = JobBoardSettings.UsualAshby.AbsoluteUri;

    /// <summary>Whether companies' own pages of open positions are read for links to their boards.</summary>
    public bool ReadsCareersPages { get; set; } = true;

    /// <summary>How long what signals have fetched is kept for the wallet that asked.</summary>
    public TimeSpan SignalsKept { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether <c>detect_signal</c> charges only detectors that found something.</summary>
    public bool ChargesFiredOnly { get; set; }

    /// <summary>Origins of web pages whose scripts may speak MCP, in lower case.</summary>
    public IReadOnlyList<string> McpOrigins { get; set; } = [];
}
