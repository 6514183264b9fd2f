using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Tollgate.Testing.Running;

namespace Tollgate.EndToEndTests.Tools;

/// <summary>A server of a sample in a process of its own, on a free port that it was told by PORT.</summary>
internal sealed class SampleServer : IDisposable
{
    private readonly Process _process;

    private SampleServer(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public static async Task<SampleServer> StartAsync(string program, params string[] arguments)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new SampleServer(process, port);
        (await Eventually.GetAsync(() => ListensAsync(port), listens => listens)).ShouldBeTrue();
        return server;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static async Task<bool> ListensAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
