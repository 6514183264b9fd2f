// Connects as a client would that was given a piece of configuration, and tells what it saw.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const key = process.env.TOLLGATE_KEY;
const block = process.env.BLOCK;

// The variables of the three clients that have some: ${NAME}, ${env:NAME}, ${input:id}.
const filled = (value) =>
  typeof value === "string"
    ? value.replace(/\$\{(env:)?TOLLGATE_KEY\}|\$\{input:tollgate-key\}/g, key)
    : Array.isArray(value)
      ? value.map(filled)
      : value && typeof value === "object"
        ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filled(each)]))
        : value;

const byHttp = ({ url, headers }) => new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });

const ways = {
  // What the shell hands to the command, one argument a line.
  command() {
    const words = block.trimEnd().split("\n");
    const after = (flag) => words[words.indexOf(flag) + 1];
    const [name, value] = after("--header").split(/:\s*/, 2);
    if (words[0] !== "mcp" || words[1] !== "add" || after("--transport") !== "http") {
      throw new Error(`not understood: ${words.join(" ")}`);
    }
    return byHttp({ url: words.find((word) => /^https?:/.test(word)), headers: { [name]: value } });
  },
  file() {
    const { mcpServers, servers } = filled(JSON.parse(block));
    return byHttp((mcpServers ?? servers).tollgate);
  },
  // Clients that start a program fill its arguments from the environment that they give it.
  program() {
    const { command, args, env } = JSON.parse(block).mcpServers.tollgate;
    return new StdioClientTransport({
      command,
      args: args.map((word) => word.replace(/^-y$/, "--no-install")),
      env: { ...process.env, ...env },
    });
  },
};

const client = new Client({ name: "configured", version: "1.0.0" });
await client.connect(ways[process.argv[2]]());
const { tools } = await client.listTools();
const balance = await client.callTool({ name: "get_token_balance", arguments: {} });
await client.close();
console.log(JSON.stringify({ names: tools.map((tool) => tool.name), balance: balance.structuredContent.balance }));
