// The vendor's own client, used as its authors write it: ddp-client for the streams, api-client for REST.
// Arguments: address, user id, token of a session, room. Prints one line a check; "couper" asks whoever runs it to cut the
// connection, and to answer on standard input.
import ddp from "@rocket.chat/ddp-client";
import { once } from "node:events";
import WebSocket from "ws";

globalThis.WebSocket = WebSocket;
const [address, user, token, room] = process.argv.slice(2);
const say = (line) => process.stdout.write(`${line}\n`);
const check = (right, what) => {
  if (!right) throw new Error(what);
  say(`juste ${what}`);
};

const seen = [];
const typing = [];
const waiting = new Set();
const until = (wanted) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`never came: ${wanted}`)), 10_000);
    const look = () => {
      const found = seen.find(wanted);
      if (found) [clearTimeout(timer), waiting.delete(look), resolve(found)];
    };
    waiting.add(look);
    look();
  });
const heard = (message, meta) => {
  seen.push({ ...message, meta });
  waiting.forEach((look) => look());
};

const sdk = ddp.DDPSDK.create(address, { retryCount: 20, retryTime: 50 });
await sdk.connection.connect();
check(sdk.connection.status === "connected", "connects");
// Not a personal access token: the vendor's client 1.1.2 takes it for granted that a token expires.
await sdk.account.loginWithToken(token);
check(sdk.account.uid === user, "resumes a session");

await sdk.stream("room-messages", "__my_messages__", heard).ready();
check(true, "subscribes to its messages");
await sdk.stream("notify-room", `${room}/user-activity`, (...args) => typing.push(args)).ready();
const refused = await sdk.stream("room-messages", "ailleurs", () => {}).ready().then(() => false, () => true);
check(refused, "is refused a room that is not there");

const message = { _id: `client-${Date.now()}`, rid: room, msg: "du client" };
const { message: sent } = await sdk.rest.post("/v1/chat.sendMessage", { message });
check(sent._id === message._id, "sends with its own id");
check((await until((one) => one._id === message._id)).meta.roomParticipant === true, "hears what it sent, and where");
const again = await sdk.rest.post("/v1/chat.sendMessage", { message }).then(() => 200, (answer) => answer.status);
check(again === 400, "is refused the same id twice");
check((await sdk.rest.get("/v1/chat.getMessage", { msgId: message._id })).message.msg === "du client", "reads it back");

await sdk.rest.post("/v1/chat.react", { messageId: message._id, emoji: ":eyes:", shouldReact: true });
const reacted = await until((one) => one._id === message._id && one.reactions);
check(reacted.reactions[":eyes:"].usernames.length === 1, "reacts, and sees the whole message again");
await sdk.rest.post("/v1/chat.update", { roomId: room, msgId: message._id, text: "du client, en mieux" });
check((await until((one) => one.editedAt)).msg === "du client, en mieux", "edits");
const { result } = await sdk.rest.get("/v1/chat.syncMessages", { roomId: room, lastUpdate: new Date(0).toISOString() });
check(result.updated.some((one) => one._id === message._id), "reads back what changed");

await sdk.client.callAsync("stream-notify-room", `${room}/user-activity`, "camille", ["user-typing"], {});
check(true, "says that it types");

say("couper");
await once(process.stdin, "data");
check((await until((one) => one.msg === "après la coupure")).rid === room, "connects again and subscribes again");
process.exit(0);
