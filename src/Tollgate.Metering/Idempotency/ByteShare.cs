namespace Tollgate.Metering.Idempotency;

/// <summary>Memory that many share: so many bytes in all, and no scope more than half of them, so that it cannot crowd out the others.</summary>
public sealed class ByteShare(long most)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, long> _scopes = [];
    private long _taken;

    /// <summary>Bytes taken now.</summary>
    public long Taken
    {
        get
        {
            lock (_gate)
            {
                return _taken;
            }
        }
    }

    /// <summary>Takes bytes for a scope; false when there is no room.</summary>
    public bool TryTake(UInt128 scope, long bytes)
    {
        lock (_gate)
        {
            var own = _scopes.GetValueOrDefault(scope);
            if (bytes > most - _taken || bytes > (most / 2) - own)
            {
                return false;
            }

            _scopes[scope] = own + bytes;
            _taken += bytes;
            return true;
        }
    }

    /// <summary>Gives back what was taken.</summary>
    public void GiveBack(UInt128 scope, long bytes)
    {
        if (bytes == 0)
        {
            return;
        }

        lock (_gate)
        {
            _taken -= bytes;
            if (_scopes[scope] == bytes)
            {
                _scopes.Remove(scope);
            }
            else
            {
                _scopes[scope] -= bytes;
            }
        }
    }
}
