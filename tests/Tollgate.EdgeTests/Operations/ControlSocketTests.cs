using System.Net.Sockets;
using System.Text;
using Tollgate.Host.Operations;
using Tollgate.Testing.Running;

namespace Tollgate.EdgeTests.Operations;

/// <summary>The door for commands on the same machine.</summary>
public sealed class ControlSocketTests
{
    [Fact]
    public async Task Request_OfACommand_IsAnswered()
    {
        using var data = new TempDirectory();
        var directory = DataDirectory.Open(data.Path);
        await using var socket = ControlSocket.Open(directory, (request, _) =>
            Task.FromResult(new ControlReply { Secret = $"{request.Command} {request.Workspace} {request.BudgetNanoUsd} {request.Test}" }));

        var reply = await ControlClient.AskAsync(
            directory, new ControlRequest { Command = "create_key", Workspace = "w\n", BudgetNanoUsd = 7, Test = true }, CancellationToken.None);

        reply.Secret.ShouldBe("create_key w\n 7 True");
        data.IsForOwnerAlone("control.sock").ShouldBeTrue();
    }

    [Fact]
    public async Task Nonsense_AndACallerThatLeaves_DoNotEndTheDoor()
    {
        using var data = new TempDirectory();
        var directory = DataDirectory.Open(data.Path);
        await using var socket = ControlSocket.Open(directory, (_, _) => Task.FromResult(new ControlReply { Secret = "s" }));

        (await SayAsync(directory, "nonsense\n")).ShouldContain("not understood");
        await SayAsync(directory, "");
        (await SayAsync(directory, new string('x', 200_000) + "\n")).ShouldBeEmpty();

        var reply = await ControlClient.AskAsync(directory, new ControlRequest { Command = "doctor" }, CancellationToken.None);
        reply.Secret.ShouldBe("s");
    }

    [Fact]
    public async Task Request_WhereNobodyAnswers_IsSaidPlainly()
    {
        using var data = new TempDirectory();
        var directory = DataDirectory.Open(data.Path);

        var error = await Should.ThrowAsync<StartException>(
            () => ControlClient.AskAsync(directory, new ControlRequest { Command = "doctor" }, CancellationToken.None));

        error.Message.ShouldContain("does not answer");
    }

    // What comes back, empty where the other side hangs up.
    private static async Task<string> SayAsync(DataDirectory directory, string text)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(directory.ControlSocket));
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(text));
            socket.Shutdown(SocketShutdown.Send);
            var bytes = new byte[1024];
            return Encoding.UTF8.GetString(bytes, 0, await socket.ReceiveAsync(bytes));
        }
        catch (SocketException)
        {
            return "";
        }
    }
}
