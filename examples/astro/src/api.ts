// The CMS as this front end sees it: typed by its OpenAPI document (`npm run types`), kept in memory
// until a webhook says that something changed.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

export type Item = components["schemas"]["Item"];
export type Kind = Item["kind"];
export type Block = Exclude<NonNullable<Item["body"]>, string>[number];
export type Resolution = components["schemas"]["Resolution"];
export type Change = Pick<components["schemas"]["ChangeRow"], "kind" | "id">;

const { PORTALIFT_API = "http://127.0.0.1:8000", PORTAL, OLD_HOME = "" } = process.env;
const client = createClient<paths>({ baseUrl: PORTALIFT_API });
const kept = new Map<string, Promise<unknown>>();

export async function listArticles(cursor?: string): Promise<{ items: Item[]; next?: string }> {
  return keep(`list ${cursor ?? ""}`, async () => {
    const query = { ...(PORTAL && { portal: PORTAL }), ...(cursor && { cursor }) };
    const { data, error } = await client.GET("/api/v1/articles/", { params: { query } });
    if (!data) throw new Error(error.detail);
    const next = data.next && new URL(data.next).searchParams.get("cursor");
    // Without `fields` every item is whole.
    return { items: data.items as Item[], ...(next && { next }) };
  });
}

export async function readItem(kind: Kind, id: number): Promise<Item | undefined> {
  return keep(`item ${kind} ${id}`, async () => {
    const options = { params: { path: { item_id: id } } };
    const { data, error } = await {
      article: () => client.GET("/api/v1/articles/{item_id}/", options),
      document: () => client.GET("/api/v1/documents/{item_id}/", options),
      static: () => client.GET("/api/v1/static/{item_id}/", options),
      media: () => client.GET("/api/v1/media/{item_id}/", options),
    }[kind]();
    if (!data && error.status !== 404) throw new Error(error.detail);
    return data as Item | undefined;
  });
}

// What became of an address of the old portal, whose host now leads here.
export async function resolveOld(path: string): Promise<Resolution> {
  const query = { url: `${OLD_HOME}${path}` };
  const { data, error } = await client.GET("/api/v1/resolve/", { params: { query } });
  if (!data) throw new Error(error.detail);
  return data;
}

export function forget(changes: Change[]): void {
  const places = changes.some(({ kind }) => ["portal", "section", "destination"].includes(kind));
  const items = new Set(changes.map(({ kind, id }) => `item ${kind} ${id}`));
  for (const key of kept.keys()) {
    if (places || key.startsWith("list") || items.has(key)) kept.delete(key);
  }
}

function keep<T>(key: string, read: () => Promise<T>): Promise<T> {
  const known = kept.get(key) as Promise<T> | undefined;
  if (known) return known;
  const reading = read();
  kept.set(key, reading);
  // What is not there is asked for again: it may come, and anyone can ask for any number.
  reading.then(
    (value) => value ?? kept.delete(key),
    () => kept.delete(key),
  );
  return reading;
}
