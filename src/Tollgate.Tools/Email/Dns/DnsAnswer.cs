namespace Tollgate.Tools.Email.Dns;

/// <summary>What a server said to a question.</summary>
/// <param name="Code">Its result: 0 for an answer, 3 for a name that does not exist, else a failure of the server.</param>
/// <param name="IsCut">Whether it did not fit the packet and must be asked for over TCP.</param>
/// <param name="Records">The records that it holds of the kinds that we know.</param>
internal sealed record DnsAnswer(int Code, bool IsCut, IReadOnlyList<DnsRecord> Records)
{
    private const int MostAliases = 8;

    /// <summary>Whether the server knows: there is such a name, or there is none.</summary>
    public bool IsDefinite => Code is 0 or 3;

    /// <summary>The records of a kind that belong to the name, or to the name that it is an alias of.</summary>
    public IReadOnlyList<DnsRecord> Of(string name, DnsType type)
    {
        for (var i = 0; i < MostAliases; i++)
        {
            var alias = Records.FirstOrDefault(r => r.Type == DnsType.Cname && r.Name == name);
            if (alias.Target is not { Length: > 0 } target)
            {
                break;
            }

            name = target;
        }

        return [.. Records.Where(r => r.Type == type && r.Name == name)];
    }
}
