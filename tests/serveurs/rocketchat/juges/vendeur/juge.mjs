// Judges requests, documents and texts with the vendor's own validators, schemas and parser.
// One JSON per line in, one verdict per line out: {"juge": name or null, "erreurs": [...]} {"arbre": [...]} or {"signe": …}.
import * as rest from "@rocket.chat/rest-typings";
import { schemas } from "@rocket.chat/core-typings";
import { parse } from "@rocket.chat/message-parser";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const ajv = new Ajv({ allowUnionTypes: true, strict: false });
addFormats(ajv);
ajv.addSchema({ $id: "vendor", components: schemas.components });
const compiled = new Map();

const renamed = {
  "im.create": "isDmCreateProps",
  "im.history": "isDmHistoryProps",
  "im.members": "isDmMemberProps",
  "users.info": "isUsersInfoParamsGetProps",
  "users.list": "isUsersListParamsGET",
  "users.getStatus": "isUsersGetStatusParamsGET",
  "settings.public": "isSettingsPublicWithPaginationProps",
};

function validatorOf(endpoint) {
  const capital = (word) => word[0].toUpperCase() + word.slice(1);
  const name = renamed[endpoint] ?? `is${endpoint.split(".").map(capital).join("")}Props`;
  return [name, rest[name]];
}

function document(name) {
  if (!compiled.has(name)) compiled.set(name, ajv.compile({ $ref: `vendor#/components/schemas/${name}` }));
  return compiled.get(name);
}

function verdict(name, validate, value) {
  if (!validate) return { juge: null, erreurs: [] };
  const right = validate(structuredClone(value));
  return { juge: name, erreurs: right ? [] : (validate.errors ?? [{ message: "refused" }]) };
}

const refusals = {
  400: "validateBadRequestErrorResponse",
  401: "validateUnauthorizedErrorResponse",
  403: "validateForbiddenErrorResponse",
  404: "validateNotFoundErrorResponse",
};

// The list the vendor's server takes reactions from.
const strategy = JSON.parse(readFileSync(new URL("./node_modules/emoji-toolkit/emoji_strategy.json", import.meta.url)));
const emojis = new Map(
  Object.values(strategy).flatMap((one) => [one.shortname, ...one.shortname_alternates].map((name) => [name, one.unicode_output])),
);

const judges = {
  requete: ({ endpoint, donnees }) => verdict(...validatorOf(endpoint), donnees),
  document: ({ schema, donnees }) => verdict(schema, document(schema), donnees),
  refus: ({ statut, donnees }) => verdict(refusals[statut], rest[refusals[statut]], donnees),
  emoji: ({ nom }) => ({ signe: emojis.get(nom) ?? null }),
  texte: ({ texte }) => ({ arbre: parse(texte, { colors: false, emoticons: true }) }),
};

createInterface({ input: process.stdin }).on("line", (line) => {
  const asked = JSON.parse(line);
  let answer;
  try {
    answer = judges[asked.quoi](asked);
  } catch (error) {
    answer = { panne: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
