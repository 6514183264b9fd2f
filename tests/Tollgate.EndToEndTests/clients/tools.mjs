// Stories of the official TypeScript SDK of the Model Context Protocol, unchanged but for its address and key.
import { writeFileSync } from "node:fs";
import { ToolListChangedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const url = new URL(process.env.MCP_URL);
const transport = () =>
  new StreamableHTTPClientTransport(url, { requestInit: { headers: { Authorization: `Bearer ${process.env.MCP_KEY}` } } });

const stories = {
  async tools() {
    const client = new Client({ name: "stories", version: "1.0.0" });
    const way = transport();
    await client.connect(way);
    const { tools } = await client.listTools();
    const pong = await client.callTool({ name: "ping", arguments: {} });
    const balance = await client.callTool({ name: "get_token_balance", arguments: {} });
    let unknown = null;
    try {
      await client.callTool({ name: "no_such_tool", arguments: {} });
    } catch (error) {
      unknown = error.code;
    }
    const refused = await client.callTool({ name: "buy_tokens", arguments: { amount_usd: 1 } });
    await client.ping();
    const server = client.getServerVersion();
    await way.terminateSession();
    await client.close();
    return {
      server,
      names: tools.map((tool) => tool.name),
      cost: tools.find((tool) => tool.name === "ping")._meta["tollgate/cost_tokens"],
      pong: pong.structuredContent.result,
      balance: balance.structuredContent.balance,
      unknown,
      refused: { isError: refused.isError, error: refused.structuredContent.error },
    };
  },

  async changed() {
    const client = new Client({ name: "stories", version: "1.0.0" });
    const told = new Promise((resolve) => client.setNotificationHandler(ToolListChangedNotificationSchema, resolve));
    await client.connect(transport());
    const before = await client.listTools();
    writeFileSync(process.env.TOOL_FILE, process.env.TOOL_TEXT);
    await told;
    const { tools } = await client.listTools();
    const name = JSON.parse(process.env.TOOL_TEXT).tools[0].name;
    // The client holds what comes back against the schema that was listed, and throws where it does not fit.
    const refused = await client.callTool({ name, arguments: { place: "Rome" } });
    await client.close();
    return {
      before: before.tools.some((tool) => tool.name === name),
      after: tools.some((tool) => tool.name === name),
      schema: tools.find((tool) => tool.name === name).outputSchema,
      refused: { isError: refused.isError, code: refused.structuredContent.error.code },
    };
  },

  async noKey() {
    const client = new Client({ name: "stories", version: "1.0.0" });
    const way = new StreamableHTTPClientTransport(url);
    await client.connect(way);
    const { tools } = await client.listTools();
    const pong = await client.callTool({ name: "ping", arguments: {} });
    let refused = null;
    try {
      await client.callTool({ name: "get_token_balance", arguments: {} });
    } catch (error) {
      refused = { status: error.code, message: String(error.message) };
    }
    // The refusal of one call ends nothing.
    const again = await client.callTool({ name: "ping", arguments: {} });
    await client.close();
    return {
      session: way.sessionId ?? null,
      names: tools.map((tool) => tool.name),
      pong: pong.structuredContent.result,
      refused,
      again: again.structuredContent.result,
    };
  },

  async badKey() {
    const client = new Client({ name: "stories", version: "1.0.0" });
    try {
      await client.connect(transport());
      return { connected: true };
    } catch (error) {
      return { connected: false, message: String(error.message) };
    }
  },
};

console.log(JSON.stringify(await stories[process.argv[2]]()));
