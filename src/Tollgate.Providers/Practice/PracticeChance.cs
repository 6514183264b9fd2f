namespace Tollgate.Providers.Practice;

/// <summary>Numbers that a text sets off: always the same for the same text.</summary>
internal struct PracticeChance
{
    private ulong _state = 14_695_981_039_346_656_037UL;

    public PracticeChance(string text)
    {
        foreach (var c in text)
        {
            _state = (_state ^ c) * 1_099_511_628_211UL;
        }
    }

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9UL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
        return mixed ^ (mixed >> 31);
    }
}
