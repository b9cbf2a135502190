// Told by the CMS what changed (Standard Webhooks): forget it, so that the next reader sees it new.
import type { APIRoute } from "astro";
import { Webhook } from "standardwebhooks";
import { forget, type Change } from "../../api";

const { WEBHOOK_SECRET = "" } = process.env;

export const POST: APIRoute = async ({ request }) => {
  let message: { data: { changes: Change[] } };
  try {
    const headers = Object.fromEntries(request.headers);
    message = new Webhook(WEBHOOK_SECRET).verify(await request.text(), headers) as typeof message;
  } catch {
    return new Response("not signed by the CMS", { status: 401 });
  }
  forget(message.data.changes);
  return new Response(null, { status: 204 });
};
