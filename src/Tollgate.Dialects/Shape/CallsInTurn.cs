using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Tollgate.Dialects.Shape;

/// <summary>Keeps the calls of tools that come at the same time apart, since a message has one block open at a time: a call that begins before
/// the arguments of the one before are whole waits for its turn.</summary>
internal sealed class CallsInTurn
{
    private readonly ArrayBufferWriter<byte> _said = new();
    private readonly Queue<Call> _waiting = [];

    /// <summary>True when calls wait.</summary>
    public bool AnyWaits => _waiting.Count > 0;

    /// <summary>True when the arguments of the open call are a whole JSON value.</summary>
    public bool IsWhole
    {
        get
        {
            if (!_said.WrittenSpan.TrimEnd((byte)' ').EndsWith("}"u8))
            {
                return false;
            }

            // What is said is the inside of a JSON text.
            var quoted = new byte[_said.WrittenCount + 2];
            _said.WrittenSpan.CopyTo(quoted.AsSpan(1));
            (quoted[0], quoted[^1]) = ((byte)'"', (byte)'"');
            try
            {
                var text = new Utf8JsonReader(quoted);
                text.Read();
                var value = new Utf8JsonReader(Encoding.UTF8.GetBytes(text.GetString()!));
                while (value.Read())
                {
                    // Only its end matters.
                }

                return true;
            }
            catch (JsonException)
            {
                return false;
            }
            catch (InvalidOperationException)
            {
                // Half of a surrogate pair.
                return false;
            }
        }
    }

    /// <summary>A call has its block open now.</summary>
    public void Open() => _said.ResetWrittenCount();

    /// <summary>Takes what the open call is given.</summary>
    public void Say(ReadOnlySpan<byte> text) => _said.Write(text);

    /// <summary>Lets a call wait; nothing where it waits already.</summary>
    public void Wait(int part, ReadOnlySpan<byte> id, ReadOnlySpan<byte> name)
    {
        if (Find(part) is null)
        {
            _waiting.Enqueue(new Call(part, id.ToArray(), name.ToArray()));
        }
    }

    /// <summary>Keeps what a waiting call is given; false where it does not wait.</summary>
    public bool TryKeep(int part, ReadOnlySpan<byte> text)
    {
        if (Find(part) is not { } call)
        {
            return false;
        }

        call.Said.Write(text);
        return true;
    }

    /// <summary>The call whose turn it is.</summary>
    public Call Next() => _waiting.Dequeue();

    private Call? Find(int part)
    {
        foreach (var call in _waiting)
        {
            if (call.Part == part)
            {
                return call;
            }
        }

        return null;
    }

    /// <summary>A call that waits.</summary>
    internal sealed record Call(int Part, byte[] Id, byte[] Name)
    {
        /// <summary>The arguments so far.</summary>
        public ArrayBufferWriter<byte> Said { get; } = new();
    }
}
