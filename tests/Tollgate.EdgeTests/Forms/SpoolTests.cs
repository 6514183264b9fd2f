using Tollgate.Doors.Contract;
using Tollgate.Doors.Forms;
using Tollgate.Testing;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Forms;

public sealed class SpoolTests
{
    private static readonly UInt128 Workspace = 1;

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(Spool.MostInMemory, false)]
    [InlineData(Spool.MostInMemory + 1, true)]
    [InlineData(3_333_333, true)]
    public async Task File_OfAnySize_IsReadAsItWasWrittenFromAnyPlace(int length, bool onDisk)
    {
        using var folder = new TempDirectory();
        var room = Room(folder.Path);
        var random = new Random(3);
        using var spool = new Spool(room, Workspace);
        for (var at = 0; at < length;)
        {
            var piece = new byte[Math.Min(length - at, random.Next(1, 200_000))];
            for (var i = 0; i < piece.Length; i++)
            {
                piece[i] = CountedBytes.At(at + i);
            }

            (await spool.AppendAsync(piece)).ShouldBeTrue();
            at += piece.Length;
        }

        var hash = await spool.CompleteAsync();

        spool.Length.ShouldBe(length);
        spool.IsOnDisk.ShouldBe(onDisk);
        hash.Length.ShouldBe(32);
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty("a file has no name");
        for (var i = 0; i < 50; i++)
        {
            var from = random.Next(length + 1);
            var buffer = new byte[random.Next(1, 100_000)];
            var read = await spool.FillAsync(from, buffer);
            read.ShouldBe(Math.Min(buffer.Length, length - from));
            buffer.Take(read).Select((b, at) => b == CountedBytes.At(from + at)).ShouldAllBe(same => same);
        }
    }

    [Fact]
    public async Task Room_AfterItsFiles_IsAsEmptyAsBefore()
    {
        using var folder = new TempDirectory();
        var room = Room(folder.Path);
        using (var small = new Spool(room, Workspace))
        using (var large = new Spool(room, Workspace))
        {
            await small.AppendAsync(new byte[100_000]);
            await large.AppendAsync(new byte[5_000_000]);
            room.InMemory.ShouldBeInRange(100_000, 200_000);
            room.OnDisk.ShouldBeInRange(4_800_000, 5_300_000);
        }

        (room.InMemory, room.OnDisk).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Room_ThatOneWorkspaceFills_HasRoomForAnother()
    {
        using var folder = new TempDirectory();
        var room = Room(folder.Path, mostBytes: 8_000_000);
        using var first = new Spool(room, Workspace);
        using var second = new Spool(room, 2);

        (await first.AppendAsync(new byte[6_000_000])).ShouldBeFalse();
        (await second.AppendAsync(new byte[3_000_000])).ShouldBeTrue();
    }

    [Fact]
    public void File_OnTheDisk_IsForItsOwnerAlone()
    {
        using var folder = new TempDirectory();
        using var file = Room(folder.Path).NewFile();

        (OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite)).ShouldBeTrue();
    }

    [Fact]
    public async Task Memory_ThatManyFill_SendsTheRestToTheDisk()
    {
        using var folder = new TempDirectory();
        var room = Room(folder.Path);
        var spools = Enumerable.Range(0, 50).Select(_ => new Spool(room, Workspace)).ToList();
        foreach (var spool in spools)
        {
            (await spool.AppendAsync(new byte[Spool.MostInMemory])).ShouldBeTrue();
        }

        room.InMemory.ShouldBeLessThanOrEqualTo(32 * 1024 * 1024);
        spools.Count(s => s.IsOnDisk).ShouldBeGreaterThan(15);
        spools.ForEach(s => s.Dispose());
        (room.InMemory, room.OnDisk).ShouldBe((0, 0));
    }

    private static UploadRoom Room(string folder, long mostBytes = 1L << 30) => new(new DoorSettings
    {
        AdminTokenHash = [], NodeId = "n", Version = "1", UploadDirectory = folder, MostUploadBytes = mostBytes,
    });
}
